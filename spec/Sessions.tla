------------------------------- MODULE Sessions -------------------------------
(* A player may come twice: a second login, or a first connection that is slow to die. Its avatar is   *)
(* in one region's memory at most, whoever joins where; the newest session is obeyed, and no older.    *)
(* Sessions are numbered by the gateway in the order in which they are opened.                         *)
EXTENDS Regions

CONSTANTS Players, HomeOf, MaxSession, MaxCross

VARIABLES
    newest,     \* [Players -> number of the newest session]
    words,      \* what gateways have said to regions and was not heard yet; the order is lost on the way
    present,    \* [Regions -> [Players -> the session that is obeyed, or 0]]    in memory
    last,       \* what the word heard last did, for the invariants
    crossings

sessionVars == <<newest, words, present, last, crossings>>
vars        == <<regionVars, sessionVars>>

(* A region's state: whose avatars it has.                                                             *)
Init ==
    /\ RegionsInit([r \in Regions |-> {p \in Players : HomeOf[p] = r}])
    /\ newest = [p \in Players |-> 0] /\ words = {}
    /\ present = [r \in Regions |-> [p \in Players |-> 0]]
    /\ last = [kind |-> "none", session |-> 0, was |-> 0] /\ crossings = 0

Has(r, p) == IsUp(r) /\ p \in memory[r].state
Word(kind, p, session) == [kind |-> kind, player |-> p, session |-> session]

(* Opening a session closes the one before.                                                            *)
Open(p) ==
    /\ newest[p] < MaxSession /\ newest' = [newest EXCEPT ![p] = @ + 1]
    /\ words' = words \cup {Word("join", p, newest[p] + 1)}
                      \cup (IF newest[p] > 0 THEN {Word("leave", p, newest[p])} ELSE {})
    /\ UNCHANGED <<regionVars, present, last, crossings>>
Act(p, session) ==
    /\ session \in 1..newest[p]
    /\ words' = words \cup {Word("act", p, session)}
    /\ UNCHANGED <<regionVars, newest, present, last, crossings>>

(* A word goes to the region that has the avatar; while none has it, it waits.                         *)
Obeyed(w, was) ==
    CASE w.kind = "join"  -> w.session > was \/ Bug = "OldJoinWins"
      [] w.kind = "leave" -> w.session = was \/ (Bug = "LateLeave" /\ was # 0)
      [] w.kind = "act"   -> w.session = was \/ (Bug = "StaleActs" /\ was # 0)
Hear(w, r) ==
    /\ w \in words /\ words' = words \ {w}
    /\ \/ Has(r, w.player) /\ UNCHANGED regionVars
       \* The defect: whoever joins is let in where it joins, without a look at where its avatar is.
       \/ /\ Bug = "JoinAnywhere" /\ w.kind = "join" /\ ~Has(r, w.player)
          /\ Tick(r, memory[r].state \cup {w.player}, {}, <<>>, None)
    /\ LET was == present[r][w.player] IN
       IF ~Obeyed(w, was) THEN UNCHANGED <<present, last>>
       ELSE /\ last' = [kind |-> w.kind, session |-> w.session, was |-> was]
            /\ present' = CASE w.kind = "join"  -> [present EXCEPT ![r][w.player] = w.session]
                            [] w.kind = "leave" -> [present EXCEPT ![r][w.player] = 0]
                            [] OTHER            -> present
    /\ UNCHANGED <<newest, crossings>>

(* Who is present stays so over a border: the sender passes it on when the receiver has the avatar.    *)
Arrived(r) == {x.body : x \in memory[r].heard}
Passed(r) ==
    [q \in Regions |-> [p \in Players |->
        IF p \notin Arrived(r) THEN present[q][p]
        ELSE IF q = r THEN SetMax({present[s][p] : s \in Regions}) ELSE 0]]
Receive(r) ==
    /\ MayTick(r) /\ memory[r].heard # {}
    /\ Tick(r, memory[r].state \cup Arrived(r), memory[r].heard, <<>>, None)
    /\ present' = Passed(r)
    /\ UNCHANGED <<newest, words, last, crossings>>
Cross(r, p, to) ==
    /\ MayTick(r) /\ crossings < MaxCross /\ crossings' = crossings + 1
    /\ to # r /\ p \in memory[r].state
    /\ Tick(r, memory[r].state \ (IF Bug = "KeepsACopy" THEN {} ELSE {p}), {}, <<[to |-> to, body |-> p]>>, None)
    /\ UNCHANGED <<newest, words, present, last>>

(* A region that is lost knows nobody any more: clients come back with new sessions.                   *)
Forgotten == [r \in Regions |-> IF memory'[r] = None THEN [p \in Players |-> 0] ELSE present[r]]
Quiet     == present' = Forgotten /\ UNCHANGED <<newest, words, last, crossings>>
Durable(r) ==
    /\ IsUp(r) /\ memory[r].pending # <<>>
    /\ \E isTold \in BOOLEAN : Commit(r, Next1(r).state, isTold)
    /\ Quiet
Wanted(r)   == \E w \in words : w.kind = "join" /\ w.player \in durable[r]
IsInUse(r)  == Wanted(r) \/ \E p \in Players : present[r][p] # 0
Next ==
    \/ \E p \in Players : Open(p) \/ \E session \in 1..MaxSession : Act(p, session)
    \/ \E w \in words, r \in Regions : Hear(w, r)
    \/ \E r \in Regions : \/ Receive(r) \/ Durable(r)
                          \/ (Start(r, Wanted(r)) \/ LetGo(r, IsInUse(r)) \/ Lose(r) \/ GoDown(r)) /\ Quiet
    \/ \E r, to \in Regions, p \in Players : Cross(r, p, to)
    \/ \E s, r \in Regions : Tell(s, r) /\ Quiet
Fairness == \A r \in Regions :
    /\ WF_vars(Receive(r)) /\ WF_vars(Durable(r))
    /\ WF_vars((Start(r, Wanted(r)) \/ GoDown(r)) /\ Quiet)
    /\ \A s \in Regions : WF_vars(Tell(s, r) /\ Quiet)
    /\ \A p \in Players, n \in 1..MaxSession : SF_vars(Hear(Word("join", p, n), r))
Spec     == Init /\ [][Next]_vars
FairSpec == Spec /\ Fairness

--------------------------------------------------------------------------------
OneAvatar   == \A p \in Players :
    /\ Cardinality({r \in Regions : Has(r, p)}) <= 1
    /\ Cardinality({r \in Regions : p \in durable[r]})
         + Cardinality(UNION {{x \in inbox[r] : x.body = p} : r \in Regions}) = 1
NewestWins  == last.kind = "join" => last.session > last.was
OwnLeave    == last.kind = "leave" => last.session = last.was
NoStaleActs == last.kind = "act" => last.session = last.was
JoinHeard   == \A p \in Players, n \in 1..MaxSession :
                 (Word("join", p, n) \in words) ~> (Word("join", p, n) \notin words)
================================================================================
