--------------------------------- MODULE Deals ---------------------------------
(* What World.tla says of transactions over several regions, as frames tell of them. "Transaction" is  *)
(* the store's word in World; so what regions agree on is a deal here. What follows from answers is in *)
(* Agreement.tla, with which Transactions.tla is checked.                                              *)
(*                                                                                                     *)
(* A deal is <<player, sequence>>: the action that began it. Of the store (World.tla has the rest):    *)
(*   letter   by parcel that waits and is about a deal: [kind, deal], with [answer] of a "vote" and    *)
(*            [done, items] of a "decision"                                                            *)
(*   open     by deal that is not decided: [home, sides]; sides as in Agreement                        *)
(*   aside    by <<deal, region>> that has said yes and knows no decision: [home, answer, owners,      *)
(*            lifted]; owners: [player whose inventory is concerned -> what it has handed over];       *)
(*            lifted: things off the ground                                                            *)
(* Of a frame's deals:                                                                                 *)
(*   open     those it has begun or heard an answer of, and that are still open: [deal, sides]         *)
(*   decided  those that are not open any more                                                         *)
(*   receipts of decisions, and of what two players of one region did: [deal, done, sides, whom]       *)
(*   parts    what it has set aside: [deal, home, owners, lifted]                                      *)
(*   settled  the deals of which it has done, or undone, what was aside                                *)
EXTENDS Integers, Sequences, FiniteSets, TLC, Agreement

Range(s)      == {s[i] : i \in DOMAIN s}
ValueAt(f, x, otherwise) == IF x \in DOMAIN f THEN f[x] ELSE otherwise
Without(f, S) == [x \in DOMAIN f \ S |-> f[x]]
IsDistinct(s) == Cardinality(Range(s)) = Len(s)

(* Parcels: <<to, from, frame, index>>. What a frame takes, and what it sends.                         *)
Key(r, id)       == <<r, id.from, id.no, id.index>>
Keys(r, f)       == {Key(r, id) : id \in Range(f.taken)}
SentKey(r, f, i) == <<f.sent[i].to, r, f.no, f.sent[i].index>>
Came(s, r, f, kind) == {k \in Keys(r, f) \cap DOMAIN s.letter : s.letter[k].kind = kind}
Letters(f)       == {i \in DOMAIN f.sent : f.sent[i].letter # <<>>}
Letter(f, i)     == f.sent[i].letter[1]
Addressed(f, is) == {<<Letter(f, i).deal, f.sent[i].to>> : i \in is}
Going(f, kind)   == {i \in Letters(f) : Letter(f, i).kind = kind}

OpenAt(s, r)  == {d \in DOMAIN s.open : s.open[d].home = r}
AsideAt(s, r) == {a \in DOMAIN s.aside : a[2] = r}
Opened(f)     == {x.deal : x \in Range(f.deals.open)}
Decided(f)    == Range(f.deals.decided)
Settled(f)    == Range(f.deals.settled)
Of(records, d) == CHOOSE x \in Range(records) : x.deal = d
YesSent(f)    == {i \in Going(f, "vote") : Letter(f, i).answer.says = "yes"}

(* Items that are with nobody: under way in letters, or in escrow at a home.                           *)
InLetter(l, none) == CASE l.kind = "prepare"  -> none
                       [] l.kind = "vote"     -> l.answer.gives
                       [] l.kind = "decision" -> l.items
InEscrow(s, deals, none) == Sum([d \in deals |-> Escrow(s.open[d].sides, none)], deals, none)

(* What comes of a frame. The letters that it takes are in the store until then.                       *)
AfterDeals(s, r, f) ==
    LET agreed == {x \in Range(f.deals.parts) : \E i \in YesSent(f) : Letter(f, i).deal = x.deal}
        vote(x) == Letter(f, CHOOSE i \in YesSent(f) : Letter(f, i).deal = x.deal)
        closing == {<<d, r>> : d \in Settled(f)} \cap DOMAIN s.aside
        done   == {s.letter[k].deal : k \in {c \in Came(s, r, f, "decision") : s.letter[c].done}}
        used   == {a \in closing : a[1] \in done}
    IN  [s EXCEPT
           !.letter = [k \in {SentKey(r, f, i) : i \in Letters(f)} |->
                         Letter(f, CHOOSE i \in Letters(f) : SentKey(r, f, i) = k)] @@ Without(@, Keys(r, f)),
           !.open   = [d \in Opened(f) |-> [home |-> r, sides |-> Of(f.deals.open, d).sides]] @@ Without(@, Decided(f)),
           !.aside  = [a \in {<<x.deal, r>> : x \in agreed} |->
                         LET x == Of(f.deals.parts, a[1])
                         IN  [home |-> x.home, answer |-> vote(x).answer, owners |-> x.owners, lifted |-> x.lifted]]
                        @@ Without(@, closing),
           \* What is off the ground may come back until it is decided.
           !.gone   = (@ \ UNION {{x.id : x \in Range(part.lifted)} : part \in Range(f.deals.parts)})
                        \cup UNION {{x.id : x \in Range(s.aside[a].lifted)} : a \in used}]

(* What the home knows of an open deal with the votes that the frame took.                             *)
VotesFor(s, r, f, d) == {k \in Came(s, r, f, "vote") : s.letter[k].deal = d}
Heard(s, r, f, d) ==
    LET sides == s.open[d].sides
        votes == VotesFor(s, r, f, d)
    IN  [x \in DOMAIN sides |-> IF IsAwaited(sides, x) /\ \E k \in votes : k[2] = x
                                THEN s.letter[CHOOSE k \in votes : k[2] = x].answer ELSE sides[x]]
(* A vote counts if the deal rests on it.                                                              *)
Counts(s, r, f, k) ==
    LET d == s.letter[k].deal IN
    /\ d \in OpenAt(s, r) /\ IsAwaited(s.open[d].sides, k[2])
    /\ d \in Decided(f) => \E x \in Range(f.deals.receipts) :
                              x.deal = d /\ k[2] \in DOMAIN x.sides /\ x.sides[k[2]] = s.letter[k].answer

(* The decisions that the frame must send: to who agreed, and to whose yes came too late.              *)
Telling(to, d, isDone, answer) == [to |-> to, deal |-> d, done |-> isDone, items |-> Due(answer, isDone)]
MustTell(s, r, f) ==
    UNION {{Telling(side, x.deal, x.done, x.sides[side]) : side \in Agreed(x.sides)} :
             x \in {y \in Range(f.deals.receipts) : y.deal \in Decided(f)}}
      \cup {Telling(k[2], s.letter[k].deal, FALSE, s.letter[k].answer) :
              k \in {v \in Came(s, r, f, "vote") : s.letter[v].answer.says = "yes" /\ ~Counts(s, r, f, v)}}

(* Nothing else in the frame can have touched what the player holds.                                   *)
IsUndisturbed(s, r, f, p, d) ==
    /\ \A x \in Range(f.ins) : x.p # p
    /\ \A x \in Range(f.deals.receipts) : p \notin x.whom
    /\ \A x \in Range(f.deals.parts) : x.deal # d => p \notin DOMAIN x.owners
    /\ \A a \in {<<e, r>> : e \in Settled(f) \ {d}} \cap DOMAIN s.aside : p \notin DOMAIN s.aside[a].owners
IsAt(s, p, r)  == p \in DOMAIN s.avatar /\ s.avatar[p].at = r
Gained(was, is, p, items) ==
    p \in DOMAIN was.avatar \cap DOMAIN is.avatar /\ is.avatar[p].items = Plus(was.avatar[p].items, items)

(* Rules of a frame, by names. s: the store with its parcels taken; after: after all of it.            *)
BegunRules(s, after, r, f) ==
    LET none  == [k \in DOMAIN f.made |-> 0]
        begun == Opened(f) \ OpenAt(s, r)
        asked == UNION {{<<d, x>> : x \in DOMAIN Of(f.deals.open, d).sides} : d \in begun}
    IN
    \* The player's next action begins it; each side is asked once, and none has answered.
    [BegunAsNext   |-> \A d \in begun : /\ IsAt(after, d[1], r) /\ d[2] = after.avatar[d[1]].cur + 1
                                        /\ Of(f.deals.open, d).sides = Ask(DOMAIN Of(f.deals.open, d).sides, none),
     EachIsAsked   |-> /\ Addressed(f, Going(f, "prepare")) = asked
                       /\ Cardinality(Going(f, "prepare")) = Cardinality(asked),
     OneOfAPlayer  |-> \A d, e \in OpenAt(after, r) : d[1] = e[1] => d = e,
     LaterActsWait |-> \A d \in OpenAt(s, r) \ Decided(f) : \A x \in Range(f.ins) : x.p # d[1],
     StaysWhileOpen |-> /\ \A d \in OpenAt(after, r) : IsAt(after, d[1], r)
                        /\ \A a \in AsideAt(after, r) : \A p \in DOMAIN after.aside[a].owners : IsAt(after, p, r)]

DecisionRules(s, after, r, f) ==
    LET kept     == Range(f.deals.receipts)
        overMany == {x \in kept : ~(DOMAIN x.sides \subseteq {r})}
        going    == Going(f, "decision")
    IN
    [AnswersAsVoted |-> \A d \in OpenAt(s, r) \ Decided(f) : after.open[d].sides = Heard(s, r, f, d),
     DecidedOnce   |-> /\ IsDistinct(f.deals.decided)
                       /\ Decided(f) \subseteq OpenAt(s, r) /\ Decided(f) \cap Opened(f) = {},
     \* A receipt is of an action that is used up by this frame; one over several regions, of a decision.
     ReceiptOfDecision |-> /\ Cardinality({x.deal : x \in kept}) = Len(f.deals.receipts)
                           /\ {x.deal : x \in kept} \subseteq {<<x.p, x.s>> : x \in Range(f.ins)}
                           /\ {x.deal : x \in overMany} = Decided(f),
     AllOrNothing  |-> \A x \in {y \in overMany : y.deal \in Decided(f) \cap OpenAt(s, r)} :
                          LET was == s.open[x.deal].sides
                          IN  /\ DOMAIN x.sides = DOMAIN was
                              /\ \A side \in DOMAIN was : x.sides[side] \in {was[side], Heard(s, r, f, x.deal)[side]}
                              /\ x.done => MayBeDone(x.sides),
     OneOutcome    |-> /\ {[to |-> f.sent[i].to, deal |-> Letter(f, i).deal, done |-> Letter(f, i).done,
                            items |-> Letter(f, i).items] : i \in going} = MustTell(s, r, f)
                       /\ Cardinality(going) = Cardinality(MustTell(s, r, f))]

PartRules(s, after, r, f) ==
    LET none  == [k \in DOMAIN f.made |-> 0]
        asked == Came(s, r, f, "prepare")
        told  == Came(s, r, f, "decision")
        parts == Range(f.deals.parts)
        handed(x) == Sum(x.owners, DOMAIN x.owners, none)
        lifted(x) == Sum([i \in DOMAIN x.lifted |-> x.lifted[i].items], DOMAIN x.lifted, none)
    IN
    [VotesOnce     |-> /\ Addressed(f, Going(f, "vote")) = {<<s.letter[k].deal, k[2]>> : k \in asked}
                       /\ Cardinality(Going(f, "vote")) = Cardinality(asked),
     YesIsAside    |-> /\ {<<x.deal, x.home>> : x \in parts} = Addressed(f, YesSent(f))
                       /\ Cardinality({x.deal : x \in parts}) = Len(f.deals.parts)
                       /\ \A x \in parts : \A i \in YesSent(f) :
                            Letter(f, i).deal = x.deal => Letter(f, i).answer.gives = Plus(handed(x), lifted(x)),
     SettledOnce   |-> /\ IsDistinct(f.deals.settled) /\ Settled(f) = {s.letter[k].deal : k \in told}
                       /\ \A k \in told :
                            LET a == <<s.letter[k].deal, r>>
                            IN  /\ a \in DOMAIN s.aside /\ s.aside[a].home = k[2]
                                /\ s.letter[k].items = Due(s.aside[a].answer, s.letter[k].done),
     OwnersHandOver |-> \A x \in parts : \A p \in DOMAIN x.owners :
                          IsUndisturbed(s, r, f, p, x.deal) => IsAt(s, p, r) /\ Gained(after, s, p, x.owners[p]),
     BackToOwners  |-> \A k \in {c \in told : ~s.letter[c].done /\ <<s.letter[c].deal, r>> \in DOMAIN s.aside} :
                          LET owners == s.aside[<<s.letter[k].deal, r>>].owners IN
                          \A p \in DOMAIN owners : IsUndisturbed(s, r, f, p, s.letter[k].deal) =>
                            IsAt(s, p, r) /\ Gained(s, after, p, owners[p])]

DealRules(s, after, r, f) ==
    BegunRules(s, after, r, f) @@ DecisionRules(s, after, r, f) @@ PartRules(s, after, r, f)

(* A checkpoint holds all that is open: [deal, sides], and the deals whose parts are aside.            *)
IsAllOpen(after, r, c) ==
    /\ {<<x.deal, x.sides>> : x \in Range(c.open)} = {<<d, after.open[d].sides>> : d \in OpenAt(after, r)}
    /\ Range(c.aside) = {a[1] : a \in AsideAt(after, r)}
================================================================================
