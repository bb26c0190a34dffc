------------------------------- MODULE FrameLog -------------------------------
(* What a region's frames look like to everybody else: a history that only grows, frame by frame, and  *)
(* from which nothing is shown that is not in it. Frames.tla says how that is done with owners that    *)
(* crash and commits that are lost or late; TLC checks that it does no more than this (its property    *)
(* RefinesFrameLog). The modules above Regions.tla lean on this one alone.                             *)
EXTENDS Naturals, Sequences

VARIABLES
    history,    \* sequence of the durable frames
    told        \* set of the frames that somebody was told of

Range(s)       == {s[i] : i \in DOMAIN s}
IsPrefix(a, b) == Len(a) <= Len(b) /\ SubSeq(b, 1, Len(a)) = a

Init == history = <<>> /\ told = {}
Next ==
    /\ IsPrefix(history, history')
    /\ \A i \in DOMAIN history' : history'[i].no = i
    /\ told \subseteq told' /\ told' \subseteq Range(history')

Spec == Init /\ [][Next]_<<history, told>>
================================================================================
