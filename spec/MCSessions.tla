---- MODULE MCSessions ----
EXTENDS Sessions
FirstHome == [p \in Players |-> "r1"]
====
