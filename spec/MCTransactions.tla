---- MODULE MCTransactions ----
EXTENDS Transactions
Homes == [t \in Txs |-> IF t = "t2" THEN "r2" ELSE "r1"]
====
