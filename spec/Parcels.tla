-------------------------------- MODULE Parcels --------------------------------
(* Things and avatars cross from region to region, and hand items to each other on the way: nothing    *)
(* is ever in two places or in none, and no item is made or lost, whatever crashes when.               *)
EXTENDS Regions

CONSTANTS
    Things,     \* whatever can cross: avatars with what they hold, vehicles with passengers
    InitRegion, \* [Things -> Regions]
    InitItems,  \* [Things -> Nat]
    MaxSteps    \* crossings and hand-overs of items in all

VARIABLES
    steps,
    late        \* the defect "SendLate": what is to be written by a second transaction

vars == <<regionVars, steps, late>>

(* A region's state: the things in it, and how many items each holds.                                  *)
Init ==
    /\ RegionsInit([r \in Regions |-> [t \in {x \in Things : InitRegion[x] = r} |-> InitItems[t]]])
    /\ steps = 0 /\ late = {}

Arrived(r)   == {p.body.thing : p \in memory[r].heard}
After(r)     == [t \in Arrived(r) |-> (CHOOSE p \in memory[r].heard : p.body.thing = t).body.items]
                  @@ memory[r].state

Receive(r) ==
    /\ MayTick(r) /\ memory[r].heard # {}
    /\ Tick(r, After(r), memory[r].heard, <<>>, None)
    /\ UNCHANGED <<steps, late>>
Cross(r, t, to) ==
    /\ MayTick(r) /\ steps < MaxSteps /\ steps' = steps + 1
    /\ to # r /\ t \in DOMAIN After(r)
    /\ Tick(r, Restrict(After(r), DOMAIN After(r) \ {t}), memory[r].heard,
            <<[to |-> to, body |-> [thing |-> t, items |-> After(r)[t]]]>>, None)
    /\ UNCHANGED late
Give(r, a, b) ==
    /\ MayTick(r) /\ steps < MaxSteps /\ steps' = steps + 1
    /\ a # b /\ {a, b} \subseteq DOMAIN After(r) /\ After(r)[a] > 0
    /\ Tick(r, [After(r) EXCEPT ![a] = @ - 1, ![b] = @ + 1], memory[r].heard, <<>>, None)
    /\ UNCHANGED late

(* The defect "TornFrame": the things of one frame are written one by one, and some never.             *)
Torn(old, new) ==
    IF Bug # "TornFrame" THEN {new}
    ELSE {[t \in DOMAIN new |-> IF t \in K THEN old[t] ELSE new[t]] : K \in SUBSET (DOMAIN old \cap DOMAIN new)}
Durable(r) ==
    /\ IsUp(r) /\ memory[r].pending # <<>>
    /\ \E w \in Torn(durable[r], Next1(r).state), isTold \in BOOLEAN : Commit(r, w, isTold)
    /\ late' = IF Bug = "SendLate" THEN late \cup Range(Next1(r).puts) ELSE late
    /\ UNCHANGED steps
SendLate(p) ==
    /\ p \in late /\ late' = late \ {p}
    /\ inbox' = [inbox EXCEPT ![p.to] = @ \cup {p}]
    /\ UNCHANGED <<durable, frame, memory, post, down, faults, steps>>

(* Somebody is within sight of a region as long as things may still happen.                            *)
Wanted == steps < MaxSteps
Work(r) == Receive(r) \/ Durable(r) \/ (GoDown(r) /\ UNCHANGED <<steps, late>>)
Next ==
    \/ \E r \in Regions : \/ Work(r)
                          \/ (Start(r, Wanted) \/ LetGo(r, Wanted) \/ Lose(r)) /\ UNCHANGED <<steps, late>>
    \/ \E r, to \in Regions, t \in Things : Cross(r, t, to)
    \/ \E r \in Regions, a, b \in Things : Give(r, a, b)
    \/ \E s, r \in Regions : Tell(s, r) /\ UNCHANGED <<steps, late>>
    \/ \E p \in late : SendLate(p)

Fairness == \A r \in Regions :
    /\ WF_vars(Receive(r)) /\ WF_vars(Durable(r)) /\ WF_vars(GoDown(r) /\ UNCHANGED <<steps, late>>)
    /\ WF_vars(Start(r, Wanted) /\ UNCHANGED <<steps, late>>)
    /\ \A s \in Regions : WF_vars(Tell(s, r) /\ UNCHANGED <<steps, late>>)
Spec     == Init /\ [][Next]_vars
FairSpec == Spec /\ Fairness

--------------------------------------------------------------------------------
InWorld(t) == {r \in Regions : t \in DOMAIN durable[r]}
OnTheWay(t) == UNION {{p \in inbox[r] : p.body.thing = t} : r \in Regions}
NoThingTwice == \A t \in Things : Cardinality(InWorld(t)) + Cardinality(OnTheWay(t)) <= 1
NoThingLost  == \A t \in Things : Cardinality(InWorld(t)) + Cardinality(OnTheWay(t)) >= 1

RECURSIVE Sum(_, _)
Sum(f, S) == IF S = {} THEN 0 ELSE LET x == CHOOSE x \in S : TRUE IN f[x] + Sum(f, S \ {x})
Held(t) == Sum([r \in InWorld(t) |-> durable[r][t]], InWorld(t))
         + Sum([p \in OnTheWay(t) |-> p.body.items], OnTheWay(t))
ItemsConserved == Sum([t \in Things |-> Held(t)], Things) = Sum(InitItems, Things)
================================================================================
