------------------------------ MODULE TraceWorld ------------------------------
(* Are recorded runs behaviours of World? Each trace begins with what was stored at that moment; each  *)
(* event must be a transaction that World allows. Where it isn't, the trace stops, and the rules that  *)
(* the event breaks are printed. One run of TLC takes many traces: which one is chosen in Init.        *)
(* TraceData.tla is written by the recorder: Traces, a sequence of [start, events].                    *)
EXTENDS World, TraceData

VARIABLES
    trace,      \* which one
    event       \* the number of its next event

TraceInit == trace \in DOMAIN Traces /\ event = 1 /\ store = Traces[trace].start
Events    == Traces[trace].events
Follow ==
    /\ event <= Len(Events) /\ Transaction(Events[event])
    /\ event' = event + 1 /\ UNCHANGED trace

(* What became of it, for the runner. Neither is a step.                                               *)
Accept ==
    /\ event = Len(Events) + 1
    /\ PrintT(<<"accepted", trace, event - 1>>)
    /\ FALSE /\ UNCHANGED <<store, trace, event>>
Reject ==
    /\ event <= Len(Events) /\ BrokenRules(store, Events[event]) # {}
    /\ PrintT(<<"rejected", trace, event, BrokenRules(store, Events[event])>>)
    /\ FALSE /\ UNCHANGED <<store, trace, event>>

TraceSpec == TraceInit /\ [][Follow \/ Accept \/ Reject]_<<store, trace, event>>
================================================================================
