----------------------------- MODULE Transactions -----------------------------
(* WorldTransaction: what has parts in several regions is done in all of them or in none, once. The    *)
(* player's home coordinates: it asks the other sides, each of which sets aside what it would give,    *)
(* durably, and votes; the home decides in one of its frames. All in parcels, which are taken once, so *)
(* there is no recovery but that of frames. Nothing of the home's own is set aside: whether its player *)
(* can pay is seen when it is decided.                                                                 *)
(*                                                                                                     *)
(* Each transaction here swaps, with every other region, an item of the home's kind for one of theirs. *)
(* Two that are begun at the same moment want the same items.                                          *)
EXTENDS Regions, Agreement

CONSTANTS
    Txs,
    HomeOf      \* [Txs -> Regions]: the region that coordinates

VARIABLE answered   \* [Txs -> what its author was told: "no answer", "done" or "undone"]
vars == <<regionVars, answered>>

Kinds      == Regions               \* a kind of item is named for where it comes from
Nil        == [k \in Kinds |-> 0]
One(k)     == [Nil EXCEPT ![k] = 1]
Others(r)  == Regions \ {r}
Stock      == Cardinality(Regions) - 1
RECURSIVE InSequence(_)
InSequence(S) == IF S = {} THEN <<>> ELSE LET x == CHOOSE x \in S : TRUE IN <<x>> \o InSequence(S \ {x})

(* A region's state. items: how many of each kind are free. aside: [tx -> the answer it has given to   *)
(* it]. open: [tx that it coordinates and has not decided -> what it knows of it]. receipts: what it   *)
(* decided. did: those of which it has done its part. done: what its players' actions did, in order;    *)
(* the action that comes after t is "later".                                                           *)
State(r) == [items |-> [Nil EXCEPT ![r] = Stock], aside |-> Empty, open |-> Empty,
             receipts |-> [t \in Txs |-> "none"], did |-> {}, done |-> <<>>]
Init == RegionsInit([r \in Regions |-> State(r)]) /\ answered = [t \in Txs |-> "no answer"]

Has(state, items)   == \A k \in Kinds : state.items[k] >= items[k]
Answer(r, home, isYes) ==
    [says |-> IF isYes THEN "yes" ELSE "no", gives |-> IF isYes THEN One(r) ELSE Nil,
     gets |-> IF isYes THEN One(home) ELSE Nil]
SetAside(state, t, answer) ==
    [state EXCEPT !.aside = (t :> answer) @@ @, !.items = IF Bug = "NoEscrow" THEN @ ELSE Minus(@, answer.gives)]
(* Does or undoes its part, with what came for it.                                                     *)
Settle(state, t, isDone, items) ==
    IF Bug = "GivesNothingBack" /\ ~isDone THEN state
    ELSE [state EXCEPT !.aside = Restrict(@, DOMAIN @ \ {t}), !.items = Plus(@, items),
                       !.did = IF isDone THEN @ \cup {t} ELSE @]
Close(state, t, outcome) ==
    [state EXCEPT !.open = Restrict(@, DOMAIN @ \ {t}), !.receipts[t] = outcome, !.done = Append(@, t)]

Letter(to, kind, t, answer) == [to |-> to, body |-> [kind |-> kind, tx |-> t, answer |-> answer]]
Decision(to, t, isDone, items) ==
    [to |-> to, body |-> [kind |-> "decision", tx |-> t, done |-> isDone, items |-> items]]
TickOnly(r, state, takes, letters) == Tick(r, state, takes, letters, None) /\ UNCHANGED answered

(* The home asks the others.                                                                           *)
Begin(r, t) ==
    /\ MayTick(r) /\ HomeOf[t] = r
    /\ LET m == memory[r].state IN
       /\ m.receipts[t] = "none" /\ t \notin DOMAIN m.open
       /\ Bug # "ActsOvertake" => DOMAIN m.open = {}   \* until one is decided, the player's later actions wait
       /\ IF ~Has(m, One(r)) THEN TickOnly(r, Close(m, t, "undone"), {}, <<>>)
          ELSE TickOnly(r, [m EXCEPT !.open = (t :> Ask(Others(r), Nil)) @@ @], {},
                        LET to == InSequence(Others(r))
                        IN  [i \in DOMAIN to |-> Letter(to[i], "prepare", t, Awaited(Nil))])

(* The player's next action, which is its own region's alone.                                          *)
Later(r) ==
    /\ MayTick(r)
    /\ LET m == memory[r].state IN
       /\ "later" \notin Range(m.done)
       /\ \E t \in Txs : HomeOf[t] = r /\ (t \in DOMAIN m.open \/ m.receipts[t] # "none")
       /\ DOMAIN m.open = {} \/ Bug = "ActsOvertake"
       /\ TickOnly(r, [m EXCEPT !.done = Append(@, "later")], {}, <<>>)

(* The home decides: everything is done if everybody agreed and its player can pay. Who said yes is    *)
(* told, and nobody else. The defect "DecideAlone": silence is taken for a yes.                        *)
Decide(r, m, t, tx, takes) ==
    LET isDone == (MayBeDone(tx) /\ Has(m, Price(tx, Nil))) \/ (Bug = "DecideAlone" /\ ~IsRipe(tx))
        told   == InSequence(Agreed(tx))
        paid   == IF isDone THEN [m EXCEPT !.items = Plus(Minus(@, Price(tx, Nil)), Escrow(tx, Nil))] ELSE m
    IN  TickOnly(r, Close(paid, t, IF isDone THEN "done" ELSE "undone"), takes,
                 [i \in DOMAIN told |-> Decision(told[i], t, isDone, Due(tx[told[i]], isDone))])

(* A parcel at a time, the oldest first.                                                               *)
Oldest(r) == CHOOSE p \in memory[r].heard : \A q \in memory[r].heard : Order(p) <= Order(q)
Prepared(r, p) ==
    LET m == memory[r].state
        answer == Answer(r, p.from, Has(m, One(r)))
    IN  TickOnly(r, IF answer.says = "yes" THEN SetAside(m, p.body.tx, answer) ELSE m, {p},
                 <<Letter(p.from, "vote", p.body.tx, answer)>>)
Voted(r, p) ==
    LET m == memory[r].state
        t == p.body.tx
        answer == p.body.answer
    IN  IF t \in DOMAIN m.open /\ IsAwaited(m.open[t], p.from)
        THEN LET tx == Hear(m.open[t], p.from, answer)
             IN  IF IsRipe(tx) THEN Decide(r, m, t, tx, {p})
                 ELSE TickOnly(r, [m EXCEPT !.open[t] = tx], {p}, <<>>)
        \* Too late: it was given up, and this side is told so.
        ELSE IF answer.says = "no" \/ Bug = "LateYesKept" THEN TickOnly(r, m, {p}, <<>>)
        ELSE IF Bug = "DecideTwice" THEN Decide(r, m, t, p.from :> answer, {p})
        ELSE TickOnly(r, m, {p}, <<Decision(p.from, t, FALSE, answer.gives)>>)
Take(r) ==
    /\ MayTick(r) /\ memory[r].heard # {}
    /\ LET p == Oldest(r) IN
       CASE p.body.kind = "prepare"  -> Prepared(r, p)
         [] p.body.kind = "vote"     -> Voted(r, p)
         [] p.body.kind = "decision" ->
              TickOnly(r, Settle(memory[r].state, p.body.tx, p.body.done, p.body.items), {p}, <<>>)

(* Somebody does not vote in time.                                                                     *)
GiveUp(r, t) ==
    /\ MayTick(r) /\ t \in DOMAIN memory[r].state.open
    /\ Decide(r, memory[r].state, t, memory[r].state.open[t], {})

(* The defect "AsideInMemory": that something is set aside is not part of the frame.                   *)
Written(r) ==
    LET s == Next1(r).state IN
    IF Bug # "AsideInMemory" THEN s
    ELSE [s EXCEPT !.aside = Empty,
                   !.items = Plus(@, Sum([t \in DOMAIN s.aside |-> s.aside[t].gives], DOMAIN s.aside, Nil))]
Durable(r) ==
    /\ IsUp(r) /\ memory[r].pending # <<>>
    /\ \E isTold \in BOOLEAN : Commit(r, Written(r), isTold)
    /\ UNCHANGED answered
(* The author is told from the receipt, once that is durable.                                          *)
Tells(t) ==
    /\ answered[t] = "no answer"
    /\ LET r == HomeOf[t]
           known == IF Bug = "AnswerEarly" /\ IsUp(r) THEN memory[r].state ELSE durable[r]
       IN known.receipts[t] # "none" /\ answered' = [answered EXCEPT ![t] = known.receipts[t]]
    /\ UNCHANGED regionVars

Wanted(r) == \E t \in Txs : HomeOf[t] = r /\ answered[t] = "no answer"
Quiet     == UNCHANGED answered
Next ==
    \/ \E r \in Regions, t \in Txs : Begin(r, t) \/ GiveUp(r, t)
    \/ \E t \in Txs : Tells(t)
    \/ \E r \in Regions : \/ Later(r) \/ Take(r) \/ Durable(r)
                          \/ (Start(r, Wanted(r)) \/ LetGo(r, Wanted(r)) \/ Lose(r) \/ GoDown(r)) /\ Quiet
    \/ \E s, r \in Regions : Tell(s, r) /\ Quiet
Fairness ==
    /\ \A r \in Regions :
         /\ WF_vars(Take(r)) /\ WF_vars(Durable(r)) /\ WF_vars(GoDown(r) /\ Quiet)
         /\ WF_vars(Start(r, Wanted(r)) /\ Quiet)
         /\ \A s \in Regions : WF_vars(Tell(s, r) /\ Quiet)
    /\ \A t \in Txs : SF_vars(GiveUp(HomeOf[t], t)) /\ WF_vars(Tells(t))
Spec     == Init /\ [][Next]_vars
FairSpec == Spec /\ Fairness

--------------------------------------------------------------------------------
(* Items are free, or under way with a vote or a decision, or in escrow at the home.                   *)
Carried(p) == CASE p.body.kind = "prepare"  -> Nil
                [] p.body.kind = "vote"     -> p.body.answer.gives
                [] p.body.kind = "decision" -> p.body.items
Free    == Sum([r \in Regions |-> durable[r].items], Regions, Nil)
Held(r) == Sum([t \in DOMAIN durable[r].open |-> Escrow(durable[r].open[t], Nil)], DOMAIN durable[r].open, Nil)
Waiting == UNION {inbox[r] : r \in Regions}
GoodsConserved ==
    Plus(Free, Plus(Sum([r \in Regions |-> Held(r)], Regions, Nil), Sum([p \in Waiting |-> Carried(p)], Waiting, Nil)))
      = [k \in Kinds |-> Stock]

(* What the home has done, each other side has set aside, or has done too; and nobody else has.        *)
Decided(t)   == durable[HomeOf[t]].receipts[t] = "done"
AllOrNothing == \A t \in Txs : \A r \in Others(HomeOf[t]) :
                  /\ Decided(t) => t \in DOMAIN durable[r].aside \cup durable[r].did
                  /\ t \in durable[r].did => Decided(t)
ReceiptsFinal == [][\A r \in Regions, t \in Txs :
                      durable[r].receipts[t] # "none" => durable'[r].receipts[t] = durable[r].receipts[t]]_vars
AnsweredOnce  == \A t \in Txs : answered[t] # "no answer" => answered[t] = durable[HomeOf[t]].receipts[t]
ActsInOrder   == \A r \in Regions : "later" \in Range(durable[r].done) => DOMAIN durable[r].open = {}
AsideSettled  == \A r \in Regions, t \in Txs : (t \in DOMAIN durable[r].aside) ~> (t \notin DOMAIN durable[r].aside)
AllDecided    == \A t \in Txs : (t \in DOMAIN durable[HomeOf[t]].open) ~> (answered[t] # "no answer")
================================================================================
