---- MODULE MCInputs ----
EXTENDS Inputs
FirstHome == [p \in Players |-> "r1"]
====
