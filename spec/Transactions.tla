----------------------------- MODULE Transactions -----------------------------
(* WorldTransaction: what has parts in several regions is done in all of them or in none, once. The    *)
(* player's home coordinates: each side sets aside what it would give, durably, and the others vote;   *)
(* the home decides in one of its frames. All in parcels, which are taken once, so there is no         *)
(* recovery but that of frames.                                                                        *)
(*                                                                                                     *)
(* Each transaction here swaps the one item of a kind that is in one region for the one of another     *)
(* kind in the other. Two that are begun at the same moment want the same items.                       *)
EXTENDS Regions

CONSTANTS
    Txs,
    HomeOf      \* [Txs -> Regions]: the region that coordinates

VARIABLE answered   \* [Txs -> what its author was told: "no answer", "done" or "undone"]
vars == <<regionVars, answered>>

Kinds    == Regions                 \* a kind of item is named for where it comes from
Other(r) == CHOOSE s \in Regions : s # r

(* A region's state. items: how many of each kind are free. aside: the transactions for which its part *)
(* is set aside. open: those it coordinates and has not decided. receipts: what it decided.            *)
(* did: those of which it has done its part. done: what its players' actions did, in order; the action  *)
(* that comes after t is "later".                                                                      *)
State(r) == [items |-> [k \in Kinds |-> IF k = r THEN 1 ELSE 0], aside |-> {}, open |-> {},
             receipts |-> [t \in Txs |-> "none"], did |-> {}, done |-> <<>>]
Init == RegionsInit([r \in Regions |-> State(r)]) /\ answered = [t \in Txs |-> "no answer"]

Has(state, r)       == state.items[r] > 0
SetAside(state, r, t) == IF Bug = "NoEscrow" THEN [state EXCEPT !.aside = @ \cup {t}]
                         ELSE [state EXCEPT !.items[r] = @ - 1, !.aside = @ \cup {t}]
(* Does its part: what was set aside is gone to the other side, and the other side's is here.          *)
Do(state, r, t) == [state EXCEPT
    !.aside = @ \ {t}, !.did = @ \cup {t},
    !.items = [k \in Kinds |-> IF k # r THEN state.items[k] + 1
                               ELSE IF Bug = "NoEscrow" /\ state.items[k] > 0 THEN state.items[k] - 1
                               ELSE state.items[k]]]
Undo(state, r, t) ==
    IF t \notin state.aside THEN state
    ELSE IF Bug = "GivesNothingBack" THEN state
    ELSE [state EXCEPT !.aside = @ \ {t}, !.items[r] = IF Bug = "NoEscrow" THEN @ ELSE @ + 1]
Decide(state, t, outcome) == [state EXCEPT !.open = @ \ {t}, !.receipts[t] = outcome, !.done = Append(@, t)]

Letter(to, kind, t, yes) == [to |-> to, body |-> [kind |-> kind, tx |-> t, yes |-> yes]]
TickOnly(r, state, takes, letters) == Tick(r, state, takes, letters, None) /\ UNCHANGED answered

(* The home sets its own part aside and asks the other.                                                *)
Begin(r, t) ==
    /\ MayTick(r) /\ HomeOf[t] = r
    /\ LET m == memory[r].state IN
       /\ m.receipts[t] = "none" /\ t \notin m.open
       /\ Bug # "ActsOvertake" => m.open = {}       \* until one is decided, the player's later actions wait
       /\ IF ~Has(m, r) THEN TickOnly(r, Decide(m, t, "undone"), {}, <<>>)
          ELSE TickOnly(r, [SetAside(m, r, t) EXCEPT !.open = @ \cup {t}], {},
                        <<Letter(Other(r), "prepare", t, TRUE)>>)

(* The player's next action, which is its own region's alone.                                          *)
Later(r) ==
    /\ MayTick(r)
    /\ LET m == memory[r].state IN
       /\ "later" \notin Range(m.done)
       /\ \E t \in Txs : HomeOf[t] = r /\ (t \in m.open \/ m.receipts[t] # "none")
       /\ m.open = {} \/ Bug = "ActsOvertake"
       /\ TickOnly(r, [m EXCEPT !.done = Append(@, "later")], {}, <<>>)

(* A parcel at a time, the oldest first.                                                               *)
Oldest(r) == CHOOSE p \in memory[r].heard : \A q \in memory[r].heard : Order(p) <= Order(q)
Take(r) ==
    /\ MayTick(r) /\ memory[r].heard # {}
    /\ LET p == Oldest(r)
           t == p.body.tx
           m == memory[r].state
       IN CASE p.body.kind = "prepare" ->
                 TickOnly(r, IF Has(m, r) THEN SetAside(m, r, t) ELSE m, {p},
                          <<Letter(p.from, "vote", t, Has(m, r))>>)
            [] p.body.kind = "vote" ->
                 \* Too late: it was given up. The other side has been told so, or will be.
                 IF t \notin m.open /\ ~(Bug = "DecideTwice" /\ p.body.yes) THEN TickOnly(r, m, {p}, <<>>)
                 ELSE IF p.body.yes
                 THEN TickOnly(r, Decide(Do(m, r, t), t, "done"), {p}, <<Letter(p.from, "decision", t, TRUE)>>)
                 ELSE TickOnly(r, Decide(Undo(m, r, t), t, "undone"), {p}, <<>>)
            [] p.body.kind = "decision" ->
                 TickOnly(r, IF p.body.yes THEN Do(m, r, t) ELSE Undo(m, r, t), {p}, <<>>)

(* The other side does not vote in time. The defect "DecideAlone": it is taken for a yes.              *)
GiveUp(r, t) ==
    /\ MayTick(r) /\ t \in memory[r].state.open
    /\ LET m == memory[r].state
           isDone == Bug = "DecideAlone"
       IN TickOnly(r, IF isDone THEN Decide(Do(m, r, t), t, "done") ELSE Decide(Undo(m, r, t), t, "undone"),
                   {}, <<Letter(Other(r), "decision", t, isDone)>>)

(* The defect "AsideInMemory": that something is set aside is not part of the frame.                   *)
Written(r) ==
    LET s == Next1(r).state IN
    IF Bug = "AsideInMemory" /\ s.aside # {} /\ HomeOf[CHOOSE t \in s.aside : TRUE] # r
    THEN [s EXCEPT !.aside = {}, !.items[r] = @ + Cardinality(s.aside)] ELSE s
Durable(r) ==
    /\ IsUp(r) /\ memory[r].pending # <<>>
    /\ \E isTold \in BOOLEAN : Commit(r, Written(r), isTold)
    /\ UNCHANGED answered
(* The author is told from the receipt, once that is durable.                                          *)
Answer(t) ==
    /\ answered[t] = "no answer"
    /\ LET r == HomeOf[t]
           known == IF Bug = "AnswerEarly" /\ IsUp(r) THEN memory[r].state ELSE durable[r]
       IN known.receipts[t] # "none" /\ answered' = [answered EXCEPT ![t] = known.receipts[t]]
    /\ UNCHANGED regionVars

Wanted(r) == \E t \in Txs : HomeOf[t] = r /\ answered[t] = "no answer"
Quiet     == UNCHANGED answered
Next ==
    \/ \E r \in Regions, t \in Txs : Begin(r, t) \/ GiveUp(r, t)
    \/ \E t \in Txs : Answer(t)
    \/ \E r \in Regions : \/ Later(r) \/ Take(r) \/ Durable(r)
                          \/ (Start(r, Wanted(r)) \/ LetGo(r, Wanted(r)) \/ Lose(r) \/ GoDown(r)) /\ Quiet
    \/ \E s, r \in Regions : Tell(s, r) /\ Quiet
Fairness ==
    /\ \A r \in Regions :
         /\ WF_vars(Take(r)) /\ WF_vars(Durable(r)) /\ WF_vars(GoDown(r) /\ Quiet)
         /\ WF_vars(Start(r, Wanted(r)) /\ Quiet)
         /\ \A s \in Regions : WF_vars(Tell(s, r) /\ Quiet)
    /\ \A t \in Txs : SF_vars(GiveUp(HomeOf[t], t)) /\ WF_vars(Answer(t))
Spec     == Init /\ [][Next]_vars
FairSpec == Spec /\ Fairness

--------------------------------------------------------------------------------
(* What was given up at home, and is not yet at the other side: between the decision and its parcel.   *)
Decided(t)  == durable[HomeOf[t]].receipts[t] = "done"
Owed(k) == Cardinality({t \in Txs : Decided(t) /\ t \in durable[Other(HomeOf[t])].aside /\ k = HomeOf[t]})
Aside(k) == Cardinality({t \in durable[k].aside : ~(Decided(t) /\ k # HomeOf[t])})
RECURSIVE Sum(_, _)
Sum(f, S) == IF S = {} THEN 0 ELSE LET x == CHOOSE x \in S : TRUE IN f[x] + Sum(f, S \ {x})
Free(k)  == Sum([r \in Regions |-> durable[r].items[k]], Regions)
(* Free, set aside, or decided and on its way to the other side.                                       *)
GoodsConserved == \A k \in Kinds : Free(k) + Aside(k) + Owed(k) = 1

(* What the home has done, the other side has set aside, or has done too.                              *)
AllOrNothing == \A t \in Txs : Decided(t) => t \in durable[Other(HomeOf[t])].aside \cup durable[Other(HomeOf[t])].did
ReceiptsFinal == [][\A r \in Regions, t \in Txs :
                      durable[r].receipts[t] # "none" => durable'[r].receipts[t] = durable[r].receipts[t]]_vars
AnsweredOnce  == \A t \in Txs : answered[t] # "no answer" => answered[t] = durable[HomeOf[t]].receipts[t]
InOrder1(r)   == \A i \in DOMAIN durable[r].done :
                   durable[r].done[i] = "later" => \A t \in durable[r].open : FALSE
ActsInOrder   == \A r \in Regions : InOrder1(r)
AsideSettled  == \A r \in Regions, t \in Txs : (t \in durable[r].aside) ~> (t \notin durable[r].aside)
AllDecided    == \A t \in Txs : (t \in durable[HomeOf[t]].open) ~> (answered[t] # "no answer")
================================================================================
