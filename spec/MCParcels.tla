---- MODULE MCParcels ----
EXTENDS Parcels
InitRegionOf == [t \in Things |-> IF t = "boat" THEN "r2" ELSE "r1"]
InitItemsOf  == [t \in Things |-> IF t = "chest" THEN 1 ELSE 0]
====
