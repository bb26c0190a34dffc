---------------------------------- MODULE Told ----------------------------------
(* What World.tla says of what players are told, and of their sessions: a second login, or a first     *)
(* connection that is slow to die, doesn't double anybody. Sessions.tla shows that the rules that it   *)
(* has by the same names are enough; here a running server is held against them, as far as it tells.   *)
(*                                                                                                     *)
(* Sessions are in memory only, and numbered anew by each life of a server, of which there may be two  *)
(* at once for a while. 0 is nobody's. Of the store (World.tla has the rest):                          *)
(*   untold   by <<region, frame>>: what may be told of a durable frame: who joined, left, arrived,    *)
(*            departed, with <<player, where to>>; results: [p, s]; dealt: those of them that others   *)
(*            had a say in; holds: [player -> [cur, items]]                                            *)
(*   up       by region: the life in which it came up last                                             *)
(*   told     by <<region, life>>: the newest frame that was told there, or that it came up with       *)
(*   present  by <<player, region, life>>: the session that is obeyed, after the frames that were told *)
(*   away     by <<player, life>>: the newest departure that was told: [from, to, n]                   *)
(*   over     by <<player, life>>: no session up to this one is obeyed any more                        *)
(* A frame is told with joined, arrived: [p, n, cur, items], and `from` of who arrived; left,          *)
(* departed: [p, n], and `to` of who departed; results: [p, n, s, cur, items].                         *)
EXTENDS Deals

Newest(s, r)    == ValueAt(s.head, r, [frame |-> 0, commit |-> 0])
Over(s, p, life) == ValueAt(s.over, <<p, life>>, 0)
Who(told)       == {x.p : x \in Range(told)}
SessionOf(told, p) == (CHOOSE x \in Range(told) : x.p = p).n

(* A frame has become durable, and `players` are those that it tells of.                               *)
MayBeTold(s, r, f, players) ==
    [s EXCEPT !.untold = (<<r, f.no>> :>
        [joined |-> f.joined, left |-> f.left, arrived |-> f.arrived,
         departed |-> UNION {{<<x.p, f.sent[i].to>> : x \in Range(f.sent[i].avatars)} : i \in DOMAIN f.sent},
         results |-> f.ins,
         dealt |-> {x.deal : x \in Range(f.deals.receipts)},
         holds |-> [p \in players |-> [cur |-> s.avatar[p].cur, items |-> s.avatar[p].items]]]) @@ @]

(* A region comes up: nobody is present in its memory, and what its last owner hasn't told stays       *)
(* untold. Where it goes down, nobody is present any more.                                             *)
Absent(s, r, life) == Without(s.present, {k \in DOMAIN s.present : k[2] = r /\ k[3] = life})
AfterUp(s, e) ==
    [s EXCEPT !.up = (e.r :> e.life) @@ @,
              !.told = (<<e.r, e.life>> :> Newest(s, e.r).frame) @@ @,
              !.untold = Without(@, {k \in DOMAIN @ : k[1] = e.r}),
              !.present = Absent(s, e.r, e.life)]
AfterDown(s, e) == [s EXCEPT !.present = Absent(s, e.r, e.life)]

(* In a tick, first parcels are taken, and what is decided with others takes effect; then players      *)
(* enter and leave; then they act; then some depart.                                                   *)
Was(s, e, p) == IF p \in Who(e.arrived) THEN SessionOf(e.arrived, p)
                ELSE ValueAt(s.present, <<p, e.r, e.life>>, 0)
Is(s, e, p)  == IF p \in Who(e.joined) THEN SessionOf(e.joined, p)
                ELSE IF p \in Who(e.left) THEN 0
                ELSE Was(s, e, p)

(* A frame is told.                                                                                    *)
IsAsDurable(e, f) ==
    /\ Who(e.joined) = f.joined /\ Who(e.left) = f.left /\ Who(e.arrived) = f.arrived
    /\ {<<x.p, x.to>> : x \in Range(e.departed)} = f.departed
    /\ [i \in DOMAIN e.results |-> [p |-> e.results[i].p, s |-> e.results[i].s]] = f.results
    /\ \A x \in Range(e.joined) \cup Range(e.arrived) \cup Range(e.results) :
         x.p \in DOMAIN f.holds /\ f.holds[x.p] = [cur |-> x.cur, items |-> x.items]
ShowRules(s, e) ==
    LET isKnown == <<e.r, e.no>> \in DOMAIN s.untold
        f       == s.untold[<<e.r, e.no>>]
        coming  == Range(e.joined) \cup {x \in Range(e.arrived) : x.n # 0}
    IN
    [ShownDurable  |-> e.no <= Newest(s, e.r).frame,
     ShownInOrder  |-> e.no = ValueAt(s.told, <<e.r, e.life>>, -1) + 1,
     \* A life that has lost the region since may come too late for that to be said.
     ShownAsDurable |-> IF isKnown THEN IsAsDurable(e, f) ELSE ValueAt(s.up, e.r, e.life) # e.life,
     NewestWins    |-> \A x \in Range(e.joined) : x.n > Was(s, e, x.p) /\ x.n > Over(s, x.p, e.life),
     \* Who comes is not present elsewhere with that session, as far as was told, nor with a newer one.
     OneWelcome    |-> \A x \in coming : \A k \in DOMAIN s.present :
                          (k[1] = x.p /\ k[2] # e.r /\ k[3] = e.life) => s.present[k] < x.n,
     OwnLeave      |-> \A x \in Range(e.left) : x.n # 0 /\ x.n = Was(s, e, x.p),
     OwnDeparture  |-> \A x \in Range(e.departed) : x.n = Is(s, e, x.p),
     \* Over a border comes the session that left on the other side, or nothing is known of it.
     HandedOn      |-> \A x \in {y \in Range(e.arrived) : y.n # 0} :
                          /\ x.n > Over(s, x.p, e.life) /\ <<x.p, e.life>> \in DOMAIN s.away
                          /\ s.away[<<x.p, e.life>>] = [from |-> x.from, to |-> e.r, n |-> x.n],
     NoStaleActs   |-> \A x \in Range(e.results) :
                          \/ x.n = Is(s, e, x.p)
                          \/ x.n = Was(s, e, x.p) /\ (isKnown => <<x.p, x.s>> \in f.dealt)]
AfterShown(s, e) ==
    LET moved == Who(e.joined) \cup Who(e.left) \cup Who(e.arrived)
        there == moved \ Who(e.departed)
        isIn  == {p \in there : Is(s, e, p) # 0}
        touched == {<<p, e.r, e.life>> : p \in there \cup Who(e.departed)}
        over(p) == IF p \in Who(e.left) THEN SessionOf(e.left, p)
                   ELSE IF Is(s, e, p) > 0 THEN Is(s, e, p) - 1 ELSE 0
    IN  [s EXCEPT
           !.told    = (<<e.r, e.life>> :> e.no) @@ @,
           !.untold  = Without(@, {k \in DOMAIN @ : k[1] = e.r /\ k[2] <= e.no}),
           !.present = [k \in {<<p, e.r, e.life>> : p \in isIn} |-> Is(s, e, k[1])] @@ Without(@, touched),
           !.away    = [k \in {<<p, e.life>> : p \in Who(e.departed)} |->
                          [from |-> e.r, to |-> (CHOOSE x \in Range(e.departed) : x.p = k[1]).to,
                           n |-> SessionOf(e.departed, k[1])]] @@ @,
           !.over    = [k \in {<<p, e.life>> : p \in moved} |->
                          IF over(k[1]) > Over(s, k[1], e.life) THEN over(k[1]) ELSE Over(s, k[1], e.life)] @@ @]

(* A player is told again what became of an action.                                                    *)
AnswerRules(s, e) == [ToldDurable |-> e.s <= ValueAt(s.avatar, e.p, [cur |-> 0]).cur,
                      AnswersToNewest |-> e.n > Over(s, e.p, e.life)]
================================================================================
