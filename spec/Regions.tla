------------------------------- MODULE Regions -------------------------------
(* Several regions whose frames become durable one by one, and the parcels between them:               *)
(* docs/adr/0014. What Frames.tla does is one step here: a frame that a live owner has made becomes    *)
(* durable, or all that it holds in memory is lost. A frame clears the parcels that it takes and       *)
(* writes those that it sends in the same transaction, so a parcel is in one place at every moment.    *)
(*                                                                                                     *)
(* Parcels.tla, Inputs.tla, Sessions.tla and Transactions.tla extend this module: each says what a     *)
(* region's state is and what a tick does to it, and adds nothing to how it becomes durable.           *)
EXTENDS Naturals, Sequences, FiniteSets, TLC

CONSTANTS
    Regions, None,
    MaxPending, \* frames of a region that are made and not durable
    MaxFaults,  \* owners that are lost with what they hold in memory
    Bug         \* "none", or the name of one deliberate defect

VARIABLES
    durable,    \* [Regions -> the region's state after its newest durable frame]
    frame,      \* [Regions -> that frame's number]
    inbox,      \* [Regions -> the parcels that wait for it in the store]
    memory,     \* [Regions -> None, or what its loop holds]
    post,       \* [Regions -> [Regions -> what the one has told the other of in memory, in order]]
    down,       \* regions whose owner was lost, and that are to be taken again
    faults

regionVars == <<durable, frame, inbox, memory, post, down, faults>>

Range(s)      == {s[i] : i \in DOMAIN s}
SetMax(S)     == CHOOSE x \in S \cup {0} : \A y \in S : y <= x
Restrict(f, S) == [x \in S |-> f[x]]
Empty         == [x \in {} |-> None]

(* A parcel: [from, to, no, index, body]; (from, no, index) is its id for the life of the world.       *)
Order(p)      == p.no * 10 + p.index
From(s, S)    == {p \in S : p.from = s}
RECURSIVE InOrder(_)
InOrder(S) == IF S = {} THEN <<>>
              ELSE LET p == CHOOSE x \in S : \A y \in S : Order(x) <= Order(y) IN <<p>> \o InOrder(S \ {p})

(* A loop's memory: the state after the newest frame made, that frame's number, the frames that are    *)
(* not durable, the parcels it has heard of and not taken, and the newest it has heard of by sender.   *)
Loaded(r) == [state |-> durable[r], no |-> frame[r], pending |-> <<>>, heard |-> inbox[r],
              newest |-> [s \in Regions |-> SetMax({Order(p) : p \in From(s, inbox[r])})]]
IsUp(r) == memory[r] # None

RegionsInit(initial) ==
    /\ durable = initial
    /\ frame = [r \in Regions |-> 0] /\ inbox = [r \in Regions |-> {}]
    /\ memory = [r \in Regions |-> None] /\ down = {} /\ faults = 0
    /\ post = [s \in Regions |-> [r \in Regions |-> <<>>]]

(* A region is taken when there is a reason: somebody is there, its last owner was lost, or a parcel   *)
(* lies in its inbox, whether anybody is there or not. It reads its inbox, and tells the others again of what of its own still lies in theirs: its    *)
(* last owner may have been lost between a commit and the telling.                                     *)
Start(r, isWanted) ==
    /\ memory[r] = None
    /\ isWanted \/ r \in down \/ (inbox[r] # {} /\ Bug # "NoWake")
    /\ down' = down \ {r}
    /\ memory' = [memory EXCEPT ![r] = Loaded(r)]
    /\ post' = IF Bug = "NoReminder" THEN post
               ELSE [post EXCEPT ![r] = [s \in Regions |-> InOrder(From(r, inbox[s]))]]
    /\ UNCHANGED <<durable, frame, inbox, faults>>

(* Let go, with nothing left to do: no reason, everything durable, the inbox empty.                    *)
LetGo(r, isWanted) ==
    /\ IsUp(r) /\ ~isWanted /\ memory[r].pending = <<>> /\ memory[r].heard = {}
    /\ memory' = [memory EXCEPT ![r] = None]
    /\ UNCHANGED <<durable, frame, inbox, post, down, faults>>

(* The owner crashed, or the region was taken from it.                                                 *)
Lose(r) ==
    /\ IsUp(r) /\ faults < MaxFaults /\ faults' = faults + 1
    /\ memory' = [memory EXCEPT ![r] = None] /\ down' = down \cup {r}
    /\ UNCHANGED <<durable, frame, inbox, post>>

(* A tick of the region: the state it leaves, the parcels it took and those it sends (without ids).    *)
(* `more` is what a module above wants to know of the frame when it is durable.                        *)
Parcel(r, no, index, letter) == [from |-> r, to |-> letter.to, no |-> no, index |-> index, body |-> letter.body]
MayTick(r) == IsUp(r) /\ Len(memory[r].pending) < MaxPending
Made(r, state, takes, letters, more) ==
    LET no == memory[r].no + 1
        f  == [no |-> no, state |-> state, takes |-> takes, more |-> more,
               puts |-> [i \in DOMAIN letters |-> Parcel(r, no, i, letters[i])]]
    IN  [memory[r] EXCEPT !.state = state, !.no = no, !.pending = Append(@, f), !.heard = @ \ takes]
Tick(r, state, takes, letters, more) ==
    /\ MayTick(r)
    /\ memory' = [memory EXCEPT ![r] = Made(r, state, takes, letters, more)]
    /\ UNCHANGED <<durable, frame, post, down, faults>>
    /\ inbox' = IF Bug # "SendEarly" THEN inbox
                ELSE [s \in Regions |-> inbox[s] \cup
                        {p \in Range(memory'[r].pending[Len(memory'[r].pending)].puts) : p.to = s}]

(* The oldest frame becomes durable, in one transaction with the inboxes. It reads the keys of what it *)
(* takes: where one is missing, it fails, and the region goes down. `isTold`: whether the owner lives  *)
(* to learn of it and to tell the receivers.                                                           *)
Next1(r)   == memory[r].pending[1]
IsSound(r) == Bug = "NoParcelCheck" \/ Next1(r).takes \subseteq inbox[r]
Sent(r)    == IF Bug = "SendEarly" \/ Bug = "SendLate" THEN <<>> ELSE Next1(r).puts
Cleared(r) == IF Bug = "KeepParcel" THEN {} ELSE Next1(r).takes
Commit(r, written, isTold) ==
    /\ IsUp(r) /\ memory[r].pending # <<>> /\ IsSound(r)
    /\ isTold \/ faults < MaxFaults
    /\ faults' = IF isTold THEN faults ELSE faults + 1
    /\ durable' = [durable EXCEPT ![r] = written]
    /\ frame' = [frame EXCEPT ![r] = Next1(r).no]
    /\ inbox' = [s \in Regions |-> (inbox[s] \ (IF s = r THEN Cleared(r) ELSE {}))
                                     \cup {p \in Range(Sent(r)) : p.to = s}]
    /\ memory' = [memory EXCEPT ![r] = IF isTold THEN [@ EXCEPT !.pending = Tail(@)] ELSE None]
    /\ down' = IF isTold THEN down ELSE down \cup {r}
    /\ post' = IF ~isTold THEN post
               ELSE [post EXCEPT ![r] = [s \in Regions |-> @[s] \o SelectSeq(Next1(r).puts, LAMBDA p : p.to = s)]]
GoDown(r) ==
    /\ IsUp(r) /\ memory[r].pending # <<>> /\ ~IsSound(r)
    /\ memory' = [memory EXCEPT ![r] = None] /\ down' = down \cup {r}
    /\ UNCHANGED <<durable, frame, inbox, post, faults>>

(* A region is told of a parcel. What is not newer than the newest of that sender is known already.    *)
Tell(s, r) ==
    /\ post[s][r] # <<>>
    /\ \E i \in IF Bug = "PostOutOfOrder" THEN DOMAIN post[s][r] ELSE {1} :
         LET p == post[s][r][i]
             isNew == IsUp(r) /\ (Order(p) > memory[r].newest[s] \/ Bug = "NoNewestCheck")
         IN  /\ post' = [post EXCEPT ![s][r] = SubSeq(@, 1, i - 1) \o SubSeq(@, i + 1, Len(@))]
             /\ memory' = IF isNew THEN [memory EXCEPT ![r].heard = @ \cup {p}, ![r].newest[s] = Order(p)]
                          ELSE memory
    /\ UNCHANGED <<durable, frame, inbox, down, faults>>

(* A region that is up takes what waits for it, and no parcel twice.                                   *)
TakesOnce == \A r \in Regions : IsUp(r) =>
    \A i, j \in DOMAIN memory[r].pending : i # j => memory[r].pending[i].takes \cap memory[r].pending[j].takes = {}
NumbersDense == \A r \in Regions : IsUp(r) =>
    /\ memory[r].no = frame[r] + Len(memory[r].pending)
    /\ \A i \in DOMAIN memory[r].pending : memory[r].pending[i].no = frame[r] + i
ParcelsUnique == \A r \in Regions : \A p, q \in inbox[r] : (p.from = q.from /\ Order(p) = Order(q)) => p = q
ParcelsTaken == \A r \in Regions : (inbox[r] # {}) ~> (inbox[r] = {})
================================================================================
