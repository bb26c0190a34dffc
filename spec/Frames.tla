-------------------------------- MODULE Frames --------------------------------
(* How one region's frames become durable, each once and in order, whatever crashes: docs/adr/0004.    *)
(* Regions share no transaction but for parcels, so one region is enough here.                         *)
(*                                                                                                     *)
(* The store is strictly serializable: each action that touches `epoch`, `head` or `frames` is one     *)
(* transaction. What an owner knows dies with it. A commit that was sent sits in `net`: it may be      *)
(* applied, lost, or applied late, after its sender gave up on it or died.                             *)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS
    Nodes,      \* who can own the region: hosts, or the same host before and after a restart
    None,
    MaxFrames,  \* frames of the region's life
    MaxGather,  \* frames that gather while a commit is under way
    MaxFaults,  \* crashes, takings from a live owner, lost commits
    Bug         \* "none", or the name of one deliberate defect

VARIABLES
    \* ---- durable ----
    epoch,      \* the region's ownership number
    head,       \* [frame, commit]: where its history ends
    frames,     \* the history: a sequence of [no, ep, by]
    \* ---- volatile ----
    owner,      \* [Nodes -> None or what the owner's loop knows]
    net,        \* commits under way
    \* ---- what others were told ----
    shown,      \* frames that were shown as final
    \* ---- bookkeeping of the specification ----
    abandoned,  \* frames that an owner had made when it let the region go
    wanted,     \* somebody is there: the region must be up
    faults

vars    == <<epoch, head, frames, owner, net, shown, abandoned, wanted, faults>>
durable == <<epoch, head, frames>>

Range(s) == {s[i] : i \in DOMAIN s}
Min(a, b) == IF a < b THEN a ELSE b

(* `phase` of an owner: "loading" it has raised the epoch and reads; "idle" nothing is under way;      *)
(* "sent" the store has been asked; "unknown" it did not say how the commit went.                      *)
Owner(phase, ep, number, frame) ==
    [phase |-> phase, ep |-> ep, commit |-> number, made |-> frame, gathered |-> <<>>, batch |-> None]
IsUp(n) == owner[n] # None /\ owner[n].phase \notin {"loading", "peeked"}
Held    == \E n \in Nodes : owner[n] # None /\ owner[n].phase # "peeked" /\ owner[n].ep = epoch

Init ==
    /\ epoch = 0 /\ head = [frame |-> 0, commit |-> 0] /\ frames = <<>>
    /\ owner = [n \in Nodes |-> None] /\ net = {}
    /\ shown = {} /\ abandoned = {} /\ wanted = TRUE /\ faults = 0

--------------------------------------------------------------------------------
(* Taking the region: raise the epoch in a transaction of its own; from then on no earlier owner can   *)
(* commit, so what is stored stands still and may be read in as many transactions as it takes.         *)
Take(n) ==
    /\ Bug \notin {"NoRecovery", "BlindTake", "LoadBeforeTake"} \/ (Bug = "NoRecovery" /\ epoch = 0)
    /\ owner[n] = None /\ wanted
    /\ ~Held \/ faults < MaxFaults              \* from a live owner: a pause, a partition, rebalancing
    /\ faults' = IF Held THEN faults + 1 ELSE faults
    /\ epoch' = epoch + 1
    /\ owner' = [owner EXCEPT ![n] = Owner("loading", epoch + 1, 0, 0)]
    /\ UNCHANGED <<head, frames, net, shown, abandoned, wanted>>

Load(n) ==
    /\ owner[n] # None /\ owner[n].phase = "loading"
    /\ owner' = [owner EXCEPT ![n] =
                   IF epoch = owner[n].ep THEN Owner("idle", epoch, head.commit, head.frame) ELSE None]
    /\ UNCHANGED <<durable, net, shown, abandoned, wanted, faults>>

(* The defects "BlindTake" (the epoch is read, and later written without a check) and "LoadBeforeTake" *)
(* (what is stored is read first, and the epoch raised after that).                                    *)
Peek(n) ==
    /\ Bug \in {"BlindTake", "LoadBeforeTake"}
    /\ owner[n] = None /\ wanted
    /\ ~Held \/ faults < MaxFaults
    /\ faults' = IF Held THEN faults + 1 ELSE faults
    /\ owner' = [owner EXCEPT ![n] = Owner("peeked", epoch + 1, head.commit, head.frame)]
    /\ UNCHANGED <<durable, net, shown, abandoned, wanted>>
Grab(n) ==
    /\ owner[n] # None /\ owner[n].phase = "peeked"
    /\ LET ep == IF Bug = "BlindTake" THEN owner[n].ep ELSE epoch + 1 IN
       /\ epoch' = ep
       /\ owner' = [owner EXCEPT ![n] =
                      IF Bug = "BlindTake" THEN Owner("idle", ep, head.commit, head.frame)
                      ELSE [owner[n] EXCEPT !.phase = "idle", !.ep = ep]]
    /\ UNCHANGED <<head, frames, net, shown, abandoned, wanted, faults>>

Crash(n) ==
    /\ owner[n] # None /\ faults < MaxFaults /\ faults' = faults + 1
    /\ owner' = [owner EXCEPT ![n] = None]
    /\ UNCHANGED <<durable, net, shown, abandoned, wanted>>

(* Nobody is near any more: once everything is durable, the region is let go and is cold.              *)
Forget == wanted /\ wanted' = FALSE /\ UNCHANGED <<durable, owner, net, shown, abandoned, faults>>
LetGo(n) ==
    /\ IsUp(n) /\ ~wanted
    /\ Bug = "LetGoEarly" \/ (owner[n].batch = None /\ owner[n].gathered = <<>>)
    /\ owner' = [owner EXCEPT ![n] = None]
    /\ abandoned' = abandoned \cup Range(owner[n].gathered)
                              \cup (IF owner[n].batch = None THEN {} ELSE Range(owner[n].batch.frames))
    /\ UNCHANGED <<durable, net, shown, wanted, faults>>

--------------------------------------------------------------------------------
(* A tick makes a frame, ahead of what is durable.                                                     *)
Make(n) ==
    /\ IsUp(n) /\ wanted /\ owner[n].made < MaxFrames /\ Len(owner[n].gathered) < MaxGather
    /\ LET f == [no |-> owner[n].made + 1, ep |-> owner[n].ep, by |-> n] IN
       /\ owner' = [owner EXCEPT ![n].made = @ + 1, ![n].gathered = Append(@, f)]
       /\ shown' = IF Bug = "EarlyShow" THEN shown \cup {f} ELSE shown
    /\ UNCHANGED <<durable, net, abandoned, wanted, faults>>

(* The gathered frames, as many as fit, go together in one transaction. One is under way at a time.    *)
(* A repetition is a request of its own: the first may yet be applied. Two under way are enough to see. *)
Request(n, b, try) == [by |-> n, ep |-> owner[n].ep, number |-> b.number, frames |-> b.frames, try |-> try]
Sent(n, b) ==
    IF Request(n, b, 1) \in net THEN net \cup {Request(n, b, 2)} ELSE net \cup {Request(n, b, 1)}
Send(n) ==
    /\ IsUp(n) /\ owner[n].gathered # <<>>
    /\ owner[n].phase = "idle" \/ (Bug = "UnorderedPipeline" /\ owner[n].phase = "sent")
    /\ \E k \in 1..Len(owner[n].gathered) :
         LET before == IF owner[n].phase = "sent" THEN owner[n].batch.number ELSE owner[n].commit
             b == [number |-> before + 1, frames |-> SubSeq(owner[n].gathered, 1, k)]
         IN  /\ owner' = [owner EXCEPT ![n].phase = "sent", ![n].batch = b,
                                       ![n].gathered = SubSeq(@, k + 1, Len(@))]
             /\ net' = Sent(n, b)
    /\ UNCHANGED <<durable, shown, abandoned, wanted, faults>>

(* The owner knows that its batch is durable, and shows it.                                            *)
Known(n) == [owner EXCEPT ![n].phase = "idle", ![n].batch = None, ![n].commit = owner[n].batch.number]

(* The store decides. Epoch and head are read in the transaction, so both are conflicts.               *)
First(t) == t.frames[1].no
Last(t)  == t.frames[Len(t.frames)].no
Fits(t) ==
    /\ Bug # "NoEpochFence" => epoch = t.ep
    /\ CASE Bug = "NoHeadCheck"       -> TRUE
         [] Bug = "UnorderedPipeline" -> head.frame < First(t)
         [] OTHER                     -> head.commit = t.number - 1 /\ head.frame = First(t) - 1
(* An earlier try of the same batch, whose result was unknown, took place after all.                   *)
IsThere(t) ==
    /\ Bug # "NoEpochFence" => epoch = t.ep
    /\ Bug \notin {"NoHeadCheck", "UnorderedPipeline"}
    /\ head.commit = t.number /\ head.frame = Last(t)
IsAwaited(t) ==
    /\ owner[t.by] # None /\ owner[t.by].phase = "sent"
    /\ owner[t.by].ep = t.ep /\ owner[t.by].batch = [number |-> t.number, frames |-> t.frames]
Written(t) ==
    IF Bug = "TornBatch" /\ Len(t.frames) > 1
    THEN {t.frames, SubSeq(t.frames, 2, Len(t.frames))} ELSE {t.frames}

Commit(t, isHeard) ==
    /\ t \in net /\ net' = net \ {t}
    /\ isHeard => IsAwaited(t)
    /\ IF Fits(t)
       THEN /\ \E w \in Written(t) : frames' = frames \o w
            /\ head' = [frame |-> Last(t), commit |-> t.number]
       ELSE UNCHANGED <<frames, head>>
    /\ IF ~isHeard THEN UNCHANGED <<owner, shown>>
       ELSE IF Fits(t) \/ IsThere(t) THEN owner' = Known(t.by) /\ shown' = shown \cup Range(t.frames)
       ELSE owner' = [owner EXCEPT ![t.by] = None] /\ UNCHANGED shown     \* fenced: it stops, and says so
    /\ UNCHANGED <<epoch, abandoned, wanted, faults>>

Lose(t) ==
    /\ t \in net /\ faults < MaxFaults /\ faults' = faults + 1
    /\ net' = net \ {t}
    /\ UNCHANGED <<durable, owner, shown, abandoned, wanted>>

(* commit_unknown_result: the request may have been applied, may yet be, or never.                     *)
Unknown(n) ==
    /\ IsUp(n) /\ owner[n].phase = "sent" /\ Bug # "NoRetry"
    /\ IF Bug = "ShrugsOff"                       \* it goes on as if all were well
       THEN owner' = Known(n) /\ shown' = shown \cup Range(owner[n].batch.frames)
       ELSE owner' = [owner EXCEPT ![n].phase = "unknown"] /\ UNCHANGED shown
    /\ UNCHANGED <<durable, net, abandoned, wanted, faults>>

(* It is settled by epoch and commit number, read at one version. Neither alone would do.              *)
ReadFence(n) ==
    /\ IsUp(n) /\ owner[n].phase = "unknown"
    /\ LET b == owner[n].batch IN
       IF epoch # owner[n].ep /\ ~(Bug = "DecideByNumber" /\ head.commit >= b.number)
       THEN owner' = [owner EXCEPT ![n] = None] /\ UNCHANGED <<net, shown>>
       ELSE IF head.commit >= b.number
       THEN owner' = Known(n) /\ shown' = shown \cup Range(b.frames) /\ UNCHANGED net
       ELSE /\ owner' = [owner EXCEPT ![n].phase = "sent"]
            /\ net' = Sent(n, b) /\ UNCHANGED shown
    /\ UNCHANGED <<durable, abandoned, wanted, faults>>

Next ==
    \/ Forget
    \/ \E n \in Nodes : \/ Take(n) \/ Load(n) \/ Peek(n) \/ Grab(n) \/ Crash(n) \/ LetGo(n)
                        \/ Make(n) \/ Send(n) \/ Unknown(n) \/ ReadFence(n)
    \/ \E t \in net : Lose(t) \/ \E isHeard \in BOOLEAN : Commit(t, isHeard)

(* A commit may be lost, and its answer too, but only so often (MaxFaults); Unknown, ReadFence and     *)
(* Commit can alternate for ever, so each has a fairness of its own.                                   *)
Fairness ==
    /\ WF_vars(\E n \in Nodes : Take(n))
    /\ WF_vars(\E n \in Nodes : Load(n) \/ Send(n))
    /\ \A n \in Nodes : /\ WF_vars(ReadFence(n)) /\ WF_vars(Unknown(n))
                        /\ SF_vars(\E t \in net : t.by = n /\ Commit(t, TRUE))
Spec     == Init /\ [][Next]_vars
FairSpec == Spec /\ Fairness

--------------------------------------------------------------------------------
TypeOK ==
    /\ epoch \in Nat /\ head \in [frame : Nat, commit : Nat] /\ faults \in 0..MaxFaults
    /\ \A n \in Nodes : owner[n] = None \/ owner[n].phase \in {"peeked", "loading", "idle", "sent", "unknown"}
FramesDense   == \A i \in DOMAIN frames : frames[i].no = i
HeadIsNewest  == head.frame = Len(frames) /\ head.commit <= head.frame
EpochsOrdered == \A i \in DOMAIN frames : /\ frames[i].ep <= epoch
                                          /\ i > 1 => frames[i - 1].ep <= frames[i].ep
ShownDurable  == shown \subseteq Range(frames)
OneOwner      == \A m, n \in Nodes : (IsUp(m) /\ IsUp(n) /\ owner[m].ep = owner[n].ep) => m = n
(* What the owner of the present epoch believes of the store is so: nobody else has written since.     *)
StandsStill ==
    \A n \in Nodes : (IsUp(n) /\ owner[n].ep = epoch) =>
        \/ head.commit = owner[n].commit
        \/ owner[n].batch # None /\ head.commit = owner[n].batch.number /\ frames[Len(frames)].ep = epoch
(* A region that is let go has lost nothing of what it made.                                           *)
LetGoKeepsAll == abandoned \subseteq Range(frames)

HistoryGrows == [][ /\ epoch <= epoch' /\ shown \subseteq shown'
                    /\ Len(frames) <= Len(frames') /\ SubSeq(frames', 1, Len(frames)) = frames ]_vars
Log == INSTANCE FrameLog WITH history <- frames, told <- shown
RefinesFrameLog == Log!Spec

(* Liveness: while it is wanted, a region comes up again; and no owner waits for ever for the store.   *)
WantedIsUp   == wanted ~> (~wanted \/ \E n \in Nodes : IsUp(n) /\ owner[n].ep = epoch)
BatchSettled == \A n \in Nodes : (IsUp(n) /\ owner[n].batch # None) ~> (~IsUp(n) \/ owner[n].batch = None)
================================================================================
