------------------------------- MODULE Agreement -------------------------------
(* How regions come to one decision on a transaction (docs/adr/0014): what each side knows of it, and  *)
(* what follows from that. Operators alone: Transactions.tla tries them in every order, World.tla      *)
(* holds against them what a running server has stored.                                                *)
EXTENDS Integers, FiniteSets

(* Items are counts, one for each kind; `none` is as many zeros.                                       *)
Plus(a, b)  == [k \in DOMAIN a |-> a[k] + b[k]]
Minus(a, b) == [k \in DOMAIN a |-> a[k] - b[k]]
RECURSIVE Sum(_, _, _)
Sum(f, S, none) == IF S = {} THEN none ELSE LET x == CHOOSE x \in S : TRUE IN Plus(f[x], Sum(f, S \ {x}, none))

(* An answer: [says, gives, gets]. With a "yes" the side has set aside what it would do, and hands     *)
(* over what it gives, which travels with the vote; `gets` is what it is to receive if it is done.     *)
(* "no" and "absent" (what was looked for is not there) hold nothing.                                  *)
Awaited(none) == [says |-> "nothing yet", gives |-> none, gets |-> none]

(* What the home knows of an open transaction: [side -> its answer].                                   *)
Ask(sides, none)       == [s \in sides |-> Awaited(none)]
IsAwaited(tx, s)       == s \in DOMAIN tx /\ tx[s].says = "nothing yet"
Hear(tx, s, answer)    == [tx EXCEPT ![s] = answer]
Agreed(tx)             == {s \in DOMAIN tx : tx[s].says = "yes"}
MayBeDone(tx)          == Agreed(tx) # {} /\ \A s \in DOMAIN tx : tx[s].says \in {"yes", "absent"}
IsRipe(tx)             == \/ \A s \in DOMAIN tx : ~IsAwaited(tx, s)
                          \/ \E s \in DOMAIN tx : tx[s].says = "no"
(* What was handed over and is nobody's until it is decided; what the home's player has to pay.        *)
Escrow(tx, none)       == Sum([s \in DOMAIN tx |-> tx[s].gives], Agreed(tx), none)
Price(tx, none)        == Sum([s \in DOMAIN tx |-> tx[s].gets], Agreed(tx), none)

(* With the decision comes what a side that said yes is due: its share, or what it has handed over.    *)
(* Nobody else is told; and a yes that comes after the decision is undone.                             *)
Due(answer, isDone)    == IF isDone THEN answer.gets ELSE answer.gives
================================================================================
