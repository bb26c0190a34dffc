-------------------------------- MODULE Chunks --------------------------------
(* What is read at a restart. Frames are kept as records; the pages of changed chunks are brought up   *)
(* to date now and then by a checkpoint, which goes into the transaction of the frames it ends with.   *)
(* Records behind the checkpoint may be cut off. Chunks that nobody is near are let go of: cold, they   *)
(* are pages alone. One region; how its commits are fenced is in Frames.tla.                           *)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS Chunks, None, MaxFrames, MaxFaults, Bug

VARIABLES
    head,       \* durable: number of the newest frame
    records,    \* durable: [frame number -> the chunk it changed], of the frames that are kept
    pages,      \* durable: [Chunks -> number of the newest frame that its pages show]
    checkpoint, \* durable: all frames up to this one are in the pages
    memory,     \* None, or what the region's loop holds
    truth,      \* [Chunks -> the newest durable frame that changed it], for the invariants
    faults
vars == <<head, records, pages, checkpoint, memory, truth, faults>>

Max(S) == CHOOSE x \in S \cup {0} : \A y \in S : y <= x
Touching(c, from) == {n \in DOMAIN records : n > from /\ records[n] = c}
(* A chunk's content is the number of the frame that changed it last. What a restart finds of it:      *)
Found(c)   == IF Touching(c, checkpoint) = {} THEN pages[c] ELSE Max(Touching(c, checkpoint))
Touched    == {c \in Chunks : Touching(c, checkpoint) # {}}

Init ==
    /\ head = 0 /\ records = [n \in {} |-> None] /\ pages = [c \in Chunks |-> 0] /\ checkpoint = 0
    /\ memory = None /\ truth = [c \in Chunks |-> 0] /\ faults = 0

(* Only the chunks that frames after the checkpoint touched are loaded, and they are dirty.            *)
Recover ==
    /\ memory = None
    /\ memory' = [no |-> head, made |-> <<>>, under |-> None,
                  content |-> [c \in Chunks |-> IF c \in Touched THEN Found(c) ELSE None],
                  dirty |-> IF Bug = "RecoveredClean" THEN {} ELSE Touched]
    /\ UNCHANGED <<head, records, pages, checkpoint, truth, faults>>
Lose ==
    /\ memory # None /\ faults < MaxFaults /\ faults' = faults + 1
    /\ memory' = None
    /\ UNCHANGED <<head, records, pages, checkpoint, truth>>

(* A cold chunk's pages may be read at any time.                                                       *)
Load(c) ==
    /\ memory # None /\ memory.content[c] = None
    /\ memory' = [memory EXCEPT !.content[c] = pages[c]]
    /\ UNCHANGED <<head, records, pages, checkpoint, truth, faults>>
IsUnder(c) == memory.under # None /\ c \in DOMAIN memory.under.pages
Cool(c) ==
    /\ memory # None /\ memory.content[c] # None
    /\ CASE Bug = "CoolDirty"    -> TRUE
         [] Bug = "CoolTooSoon"  -> c \notin memory.dirty     \* the checkpoint is made and not yet durable
         [] OTHER                -> c \notin memory.dirty /\ ~IsUnder(c)
    /\ memory' = [memory EXCEPT !.content[c] = None]
    /\ UNCHANGED <<head, records, pages, checkpoint, truth, faults>>

Make(c) ==
    /\ memory # None /\ memory.content[c] # None /\ memory.no < MaxFrames
    /\ memory' = [memory EXCEPT !.no = @ + 1, !.content[c] = memory.no + 1, !.dirty = @ \cup {c},
                                !.made = Append(@, c)]
    /\ UNCHANGED <<head, records, pages, checkpoint, truth, faults>>

(* A checkpoint goes only with a batch that holds every frame made so far: what it shows is then what  *)
(* is durable after that batch, no more.                                                               *)
Send(k, isCheckpoint) ==
    /\ memory # None /\ memory.under = None
    /\ k <= Len(memory.made) /\ (k > 0 \/ (isCheckpoint /\ memory.dirty # {}))
    /\ isCheckpoint => (k = Len(memory.made) \/ Bug = "PagesAhead")
    /\ LET shown == IF isCheckpoint THEN [c \in memory.dirty |-> memory.content[c]] ELSE [c \in {} |-> 0]
       IN memory' = [memory EXCEPT
            !.under = [frames |-> SubSeq(memory.made, 1, k), isCheckpoint |-> isCheckpoint,
                       pages |-> IF Bug = "CheckpointAlone" THEN [c \in {} |-> 0] ELSE shown],
            !.made = SubSeq(@, k + 1, Len(@)),
            !.dirty = IF isCheckpoint THEN {} ELSE @]
    /\ UNCHANGED <<head, records, pages, checkpoint, truth, faults>>

(* The batch becomes durable, in one transaction; its owner may be lost before it learns of it. It is  *)
(* sent again, the same, until it is known to be durable.                                              *)
Durable(isTold) ==
    /\ memory # None /\ memory.under # None
    /\ isTold \/ faults < MaxFaults
    /\ faults' = IF isTold THEN faults ELSE faults + 1
    /\ LET u == memory.under
           newHead == head + Len(u.frames)
           newCheckpoint == IF u.isCheckpoint THEN newHead ELSE checkpoint
           all == [n \in DOMAIN records \cup (head + 1)..newHead |->
                     IF n > head THEN u.frames[n - head] ELSE records[n]]
           keptFrom == IF Bug = "CutAhead" THEN newHead + 1 ELSE newCheckpoint + 1
       IN /\ head' = newHead
          /\ pages' = [c \in Chunks |-> IF c \in DOMAIN u.pages THEN u.pages[c] ELSE pages[c]]
          /\ checkpoint' = newCheckpoint
          /\ records' = [n \in {x \in DOMAIN all : x >= keptFrom} |-> all[n]]
          /\ truth' = [c \in Chunks |->
                         Max({truth[c]} \cup {n \in (head + 1)..newHead : u.frames[n - head] = c})]
    /\ memory' = IF isTold THEN [memory EXCEPT !.under = None] ELSE None
(* The defect "Dropped": a checkpoint that was not committed is not tried again, and its chunks are    *)
(* taken for clean.                                                                                    *)
Drop ==
    /\ Bug = "Dropped" /\ memory # None /\ memory.under # None /\ memory.under.frames = <<>>
    /\ memory' = [memory EXCEPT !.under = None]
    /\ UNCHANGED <<head, records, pages, checkpoint, truth, faults>>

Next ==
    \/ Recover \/ Lose \/ Drop
    \/ \E c \in Chunks : Load(c) \/ Cool(c) \/ Make(c)
    \/ \E k \in 0..MaxFrames, isCheckpoint \in BOOLEAN : Send(k, isCheckpoint)
    \/ \E isTold \in BOOLEAN : Durable(isTold)
Spec == Init /\ [][Next]_vars

--------------------------------------------------------------------------------
(* Whatever is lost when, a restart finds what the durable frames made.                                *)
RecoveryExact == \A c \in Chunks : Found(c) = truth[c]
PagesDurable  == \A c \in Chunks : pages[c] <= head
(* What is in memory is what the frames made so far, durable or not, left.                             *)
Unwritten == IF memory = None THEN <<>>
             ELSE (IF memory.under = None THEN <<>> ELSE memory.under.frames) \o memory.made
MemoryExact == memory # None => \A c \in Chunks : memory.content[c] # None =>
    memory.content[c] = Max({truth[c]} \cup {head + i : i \in {j \in DOMAIN Unwritten : Unwritten[j] = c}})
(* A cold chunk has no change that is not in a durable checkpoint.                                     *)
ColdIsStored == memory # None => \A c \in Chunks : memory.content[c] = None =>
    pages[c] = truth[c] /\ \A i \in DOMAIN Unwritten : Unwritten[i] # c
RecordsKept == \A n \in (checkpoint + 1)..head : n \in DOMAIN records
================================================================================
