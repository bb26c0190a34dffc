-------------------------------- MODULE Inputs --------------------------------
(* Each action of a player is applied once, in the order of its sequence, wherever the avatar is. A     *)
(* live region takes it into memory and logs it with the frame that applies it. While no region has    *)
(* the avatar, it goes to the durable input log, by player. The cursor (the newest sequence applied)   *)
(* is part of the avatar and crosses with it.                                                          *)
EXTENDS Regions

CONSTANTS
    Players,
    HomeOf,     \* [Players -> Regions] at the start
    MaxInput,   \* sequences of each player
    Window,     \* how far ahead of its answers a client sends
    MaxCross

VARIABLES
    inputLog,   \* [Players -> set of [seq, at]]    durable; `at`: where the avatar was, which must not matter
    done,       \* [Players -> sequence of what durable frames applied]    the history
    accepted,   \* [Players -> sequences that were said to be in the log]
    told,       \* [Players -> newest sequence whose result was told]
    acts,       \* [Regions -> set of <<player, seq>>]    in memory
    crossings

inputVars == <<inputLog, done, accepted, told, acts, crossings>>
vars      == <<regionVars, inputVars>>

(* A region's state: the cursors of the avatars in it.                                                 *)
Init ==
    /\ RegionsInit([r \in Regions |-> [p \in {x \in Players : HomeOf[x] = r} |-> 0]])
    /\ inputLog = [p \in Players |-> {}] /\ done = [p \in Players |-> <<>>]
    /\ accepted = [p \in Players |-> {}] /\ told = [p \in Players |-> 0]
    /\ acts = [r \in Regions |-> {}] /\ crossings = 0

Has(r, p)  == IsUp(r) /\ p \in DOMAIN memory[r].state
Logged(p)  == {l.seq : l \in inputLog[p]}
Place(p)   == CHOOSE r \in Regions : p \in DOMAIN durable[r] \/ \E x \in inbox[r] : x.body.player = p
ActsLeft   == [r \in Regions |-> IF memory'[r] = None THEN {} ELSE acts[r]]

--------------------------------------------------------------------------------
(* A client numbers its actions and repeats those it has no answer for.                                *)
Unanswered(p) == {s \in (told[p] + 1)..(told[p] + Window) : s <= MaxInput /\ s \notin accepted[p]}
Send(p, s) ==
    /\ s \in Unanswered(p)
    /\ \E r \in Regions : Has(r, p) /\ <<p, s>> \notin acts[r] /\ acts' = [acts EXCEPT ![r] = @ \cup {<<p, s>>}]
    /\ UNCHANGED <<regionVars, inputLog, done, accepted, told, crossings>>

(* T1: the key is (player, sequence), so a repetition changes nothing. It may be late: applied when a  *)
(* region has the avatar again, or has even applied the action.                                        *)
LogInput(p, s) ==
    /\ s \in Unanswered(p) /\ s \notin Logged(p)
    /\ LET isLate == \E r \in Regions : Has(r, p) IN
       /\ isLate => faults < MaxFaults
       /\ faults' = IF isLate THEN faults + 1 ELSE faults
    /\ inputLog' = [inputLog EXCEPT ![p] = @ \cup {[seq |-> s, at |-> Place(p)]}]
    /\ UNCHANGED <<durable, frame, inbox, memory, post, down, done, accepted, told, acts, crossings>>
Accept(p, s) ==
    /\ s \notin accepted[p]
    /\ IF Bug = "AcceptEarly" THEN s \in Unanswered(p) ELSE s \in Logged(p)
    /\ accepted' = [accepted EXCEPT ![p] = @ \cup {s}]
    /\ UNCHANGED <<regionVars, inputLog, done, told, acts, crossings>>

--------------------------------------------------------------------------------
Arrived(r) == [p \in {x.body.player : x \in memory[r].heard} |->
                 IF Bug = "CursorStays" THEN 0
                 ELSE (CHOOSE x \in memory[r].heard : x.body.player = p).body.cursor]
After(r)   == Arrived(r) @@ memory[r].state

(* What the region knows of: what came to it, and what lies in the log of the player.                  *)
Known(r, p) ==
    {s \in 1..MaxInput : <<p, s>> \in acts[r]}
      \cup {l.seq : l \in {x \in inputLog[p] : /\ Bug = "InputsByRegion" => x.at = r
                                               /\ Bug # "LogUnread"}}
IsNext(s, cursor) ==
    CASE Bug = "NoCursorCheck" -> TRUE
      [] Bug = "NoOrder"       -> s > cursor
      [] OTHER                 -> s = cursor + 1

Apply(r, p, s) ==
    /\ MayTick(r) /\ p \in DOMAIN After(r) /\ s \in Known(r, p) /\ IsNext(s, After(r)[p])
    /\ Tick(r, [After(r) EXCEPT ![p] = s], memory[r].heard, <<>>, [p |-> p, seq |-> s])
    /\ acts' = [acts EXCEPT ![r] = @ \ {<<p, s>>}]
    /\ told' = IF Bug = "TellEarly" THEN [told EXCEPT ![p] = s] ELSE told
    /\ inputLog' = IF Bug = "ClearEarly" THEN [inputLog EXCEPT ![p] = {l \in @ : l.seq # s}] ELSE inputLog
    /\ UNCHANGED <<done, accepted, crossings>>
Receive(r) ==
    /\ MayTick(r) /\ memory[r].heard # {}
    /\ Tick(r, After(r), memory[r].heard, <<>>, None)
    /\ UNCHANGED inputVars
Cross(r, p, to) ==
    /\ MayTick(r) /\ crossings < MaxCross /\ crossings' = crossings + 1
    /\ to # r /\ p \in DOMAIN After(r)
    /\ Tick(r, Restrict(After(r), DOMAIN After(r) \ {p}), memory[r].heard,
            <<[to |-> to, body |-> [player |-> p, cursor |-> After(r)[p]]]>>, None)
    /\ UNCHANGED <<inputLog, done, accepted, told, acts>>

(* The frame that uses up a sequence clears it from the log, in its own transaction. The defect        *)
(* "CursorApart": what an action did is written, and the cursor with a later frame.                    *)
Durable(r) ==
    /\ IsUp(r) /\ memory[r].pending # <<>>
    /\ LET used == Next1(r).more
           state == Next1(r).state
           isApart == Bug = "CursorApart" /\ used # None /\ used.p \in DOMAIN durable[r]
       IN \E isTold \in BOOLEAN :
           /\ Commit(r, IF isApart THEN [state EXCEPT ![used.p] = durable[r][used.p]] ELSE state, isTold)
           /\ IF used = None THEN UNCHANGED <<done, inputLog, told>>
              ELSE /\ done' = [done EXCEPT ![used.p] = Append(@, used.seq)]
                   /\ inputLog' = [inputLog EXCEPT ![used.p] = {l \in @ : l.seq > used.seq}]
                   /\ told' = IF isTold THEN [told EXCEPT ![used.p] = SetMax({told[used.p], used.seq})] ELSE told
    /\ acts' = ActsLeft
    /\ UNCHANGED <<accepted, crossings>>

(* A repeated action, or a new welcome, is answered from what is durable.                              *)
Repeat(r, p) ==
    /\ Has(r, p)
    /\ LET cursor == IF Bug = "RepeatEarly" THEN memory[r].state[p]
                     ELSE IF p \in DOMAIN durable[r] THEN durable[r][p] ELSE 0
       IN cursor > told[p] /\ told' = [told EXCEPT ![p] = cursor]
    /\ UNCHANGED <<regionVars, inputLog, done, accepted, acts, crossings>>

--------------------------------------------------------------------------------
(* Who joins wakes the region that the avatar's record names.                                          *)
Wanted(r) == \E p \in DOMAIN durable[r] : told[p] < MaxInput
Quiet     == /\ acts' = ActsLeft
             /\ UNCHANGED <<inputLog, done, accepted, told, crossings>>
Wake(r)     == Start(r, Wanted(r)) /\ Quiet
Fall(r)     == GoDown(r) /\ Quiet
Hear(s, r)  == Tell(s, r) /\ Quiet
ApplySome(p) == \E r \in Regions, s \in 1..MaxInput : Apply(r, p, s)
Next ==
    \/ \E p \in Players, s \in 1..MaxInput : Send(p, s) \/ LogInput(p, s) \/ Accept(p, s)
    \/ \E p \in Players : ApplySome(p) \/ \E r \in Regions : Repeat(r, p)
    \/ \E r \in Regions : \/ Receive(r) \/ Durable(r) \/ Wake(r) \/ Fall(r)
                          \/ (LetGo(r, Wanted(r)) \/ Lose(r)) /\ Quiet
    \/ \E r, to \in Regions, p \in Players : Cross(r, p, to)
    \/ \E s, r \in Regions : Hear(s, r)

Fairness ==
    /\ \A r \in Regions : /\ WF_vars(Receive(r)) /\ WF_vars(Durable(r)) /\ WF_vars(Wake(r)) /\ WF_vars(Fall(r))
                          /\ \A s \in Regions : WF_vars(Hear(s, r))
    /\ \A p \in Players : /\ SF_vars(ApplySome(p)) /\ WF_vars(\E r \in Regions : Repeat(r, p))
                          /\ \A s \in 1..MaxInput : SF_vars(Send(p, s))
Spec     == Init /\ [][Next]_vars
FairSpec == Spec /\ Fairness

--------------------------------------------------------------------------------
InputsOnce   == \A p \in Players : done[p] = [i \in 1..Len(done[p]) |-> i]
ToldDurable  == \A p \in Players : told[p] <= Len(done[p])
AcceptedKept == \A p \in Players : accepted[p] \subseteq Logged(p) \cup Range(done[p])
AllApplied   == \A p \in Players : \A s \in 1..MaxInput : (s \in Logged(p)) ~> (s \in Range(done[p]))
AllAnswered  == \A p \in Players : <>(told[p] = MaxInput)
================================================================================
