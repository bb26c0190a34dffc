--------------------------------- MODULE World ---------------------------------
(* The durable world as its store sees it: which transactions there may be, and what each does. This   *)
(* is what the other modules promise together, at the grain at which a real run can be watched: one    *)
(* action for each committed transaction, one for each thing that players are told. TraceWorld.tla     *)
(* holds recorded runs of the server against it.                                                       *)
(*                                                                                                     *)
(* Each transaction has rules with names. It may happen when it breaks none.                           *)
EXTENDS Told

VARIABLE store
(* A record of:                                                                                        *)
(*   epoch, head, tick, checkpoint   by region: its owner's number; [frame, commit]; newest tick; the  *)
(*                                   frame that its pages show                                         *)
(*   avatar   by player: [at, cur, items]; `at` is a region, or a parcel that waits in an inbox;       *)
(*            `cur` the newest sequence applied; `items` how many of each kind                         *)
(*   thing    by id: [at, is, items]; `is` stands for everything that is stored of it                  *)
(*   dirty    things that frames changed after the newest checkpoint of the region they are in         *)
(*   gone     ids of things that were and are no more                                                  *)
(*   inbox    by parcel that waits, <<to, from, frame, index>>: what lies there, as frames tell of it  *)
(*   logged   the input log: <<player, sequence>>                                                      *)
(*   letter, open, aside   what is agreed on by several regions: see Deals                             *)
(*   untold, up, told, present, away, over   what players are told, in which session: see Told         *)

Count(s, P(_)) == Cardinality({i \in DOMAIN s : P(s[i])})
Nothing       == "nothing"
Epoch(s, r)   == ValueAt(s.epoch, r, 0)
TickOf(s, r)  == ValueAt(s.tick, r, 0)
Broken(rules) == {name \in DOMAIN rules : ~rules[name]}

Total(f, S, none) == Sum([x \in S |-> f[x].items], S, none)

--------------------------------------------------------------------------------
(* Taking a region.                                                                                    *)
TakeRules(s, e) == [EpochByOne |-> e.ep = Epoch(s, e.r) + 1]
AfterTake(s, e) == [s EXCEPT !.epoch = (e.r :> e.ep) @@ @]

(* An input that goes to the log. It may be late, and its action applied already; once more is no more. *)
LogRules(s, e)  == [LoggedForSomebody |-> e.p \in DOMAIN s.avatar]
AfterLog(s, e)  == [s EXCEPT !.logged = @ \cup {<<e.p, e.s>>}]

(* Frames, pages, what is sent or taken, avatars, inputs that are used up: all that a commit writes it  *)
(* writes at once, so none of it is ever written by itself.                                            *)
StrayRules(s, e) == [WrittenAtOnce |-> FALSE]

--------------------------------------------------------------------------------
(* One frame of a region. First it takes parcels: what they carry is here from then on.                *)
Taking(s, r, f) ==
    LET keys == Keys(r, f) IN
    [s EXCEPT !.inbox = Without(@, keys),
              !.avatar = [p \in DOMAIN @ |-> IF @[p].at \in keys THEN [@[p] EXCEPT !.at = r] ELSE @[p]],
              !.thing = [t \in DOMAIN @ |-> IF @[t].at \in keys THEN [@[t] EXCEPT !.at = r] ELSE @[t]]]

(* Then its actions and changes; and what it sends is away.                                            *)
Sender(r, f)     == {SentKey(r, f, i) : i \in DOMAIN f.sent}
Sending(r, f)    == [k \in Sender(r, f) |-> f.sent[CHOOSE i \in DOMAIN f.sent : SentKey(r, f, i) = k]]
Leaving(r, f, field) ==   \* what leaves, with the parcel that carries it
    UNION {{<<x, SentKey(r, f, i)>> : x \in Range(f.sent[i][field])} : i \in DOMAIN f.sent}
Cur(s, p)        == ValueAt(s.avatar, p, [cur |-> 0]).cur
Applied(f, p)    == Count(f.ins, LAMBDA x : x.p = p)

Changing(s, r, f) ==
    LET put    == [a \in {x.p : x \in Range(f.avatars)} |->
                     LET rec == CHOOSE x \in Range(f.avatars) : x.p = a
                     IN  [at |-> r, cur |-> rec.cur, items |-> rec.items]]
        away   == [a \in {x[1].p : x \in Leaving(r, f, "avatars")} |->
                     LET x == CHOOSE y \in Leaving(r, f, "avatars") : y[1].p = a
                     IN  [at |-> x[2], cur |-> x[1].cur, items |-> x[1].items]]
        made   == [t \in {x.id : x \in {y \in Range(f.changes) : y.is # Nothing}} |->
                     LET c == CHOOSE x \in Range(f.changes) : x.id = t
                     IN  [at |-> r, is |-> c.is, items |-> c.items]]
        parted == [t \in {x[1].id : x \in Leaving(r, f, "things")} |->
                     LET x == CHOOSE y \in Leaving(r, f, "things") : y[1].id = t
                     IN  [at |-> x[2], is |-> x[1].is, items |-> x[1].items]]
        ended  == {x.id : x \in {y \in Range(f.changes) : y.is = Nothing}} \ DOMAIN parted
        stay   == DOMAIN s.thing \ ended
    IN  [s EXCEPT !.avatar = away @@ put @@ @,
                  !.thing  = parted @@ made @@ [t \in stay |-> @[t]],
                  !.dirty  = @ \cup DOMAIN made,
                  !.gone   = @ \cup ended,
                  !.inbox  = Sending(r, f) @@ @,
                  !.head   = (r :> [Newest(s, r) EXCEPT !.frame = f.no]) @@ @,
                  !.tick   = (r :> f.tick) @@ @]
Players(r, f) == {x.p : x \in Range(f.avatars)} \cup {x[1].p : x \in Leaving(r, f, "avatars")}
AfterFrame(s, r, f) == MayBeTold(AfterDeals(Changing(Taking(s, r, f), r, f), r, f), r, f, Players(r, f))

FrameRules(s0, r, f) ==
    LET s       == Taking(s0, r, f)
        after   == AfterFrame(s0, r, f)
        players == Players(r, f)
        things  == {x.id : x \in Range(f.changes)} \cup {x[1].id : x \in Leaving(r, f, "things")}
        letters == Keys(r, f) \cap DOMAIN s.letter
        none    == [k \in DOMAIN f.made |-> 0]
    IN
    DealRules(s, after, r, f) @@
    [FramesDense   |-> f.no = Newest(s, r).frame + 1,
     OwnEpoch      |-> f.ep = Epoch(s, r),
     TimeGoesOn    |-> f.tick > TickOf(s, r),
     TakenOnce     |-> Keys(r, f) \subseteq DOMAIN s0.inbox /\ Cardinality(Keys(r, f)) = Len(f.taken),
     \* What the frame says of what it took: all but the avatars, which are the frame's own.
     TakenAsStored |-> {<<x.key, x.said>> : x \in Range(f.messages)}
                         = {<<k, s0.inbox[k].said>> : k \in {x \in Keys(r, f) \cap DOMAIN s0.inbox :
                              s0.inbox[x].things # <<>> \/ s0.inbox[x].letter # <<>>}},
     ArrivesInParcel |-> f.arrived = {p \in DOMAIN s0.avatar : s0.avatar[p].at \in Keys(r, f)},
     EntersWhereItIs |-> f.joined \cup f.left \subseteq players,
     ActionsInOrder |-> \A i \in DOMAIN f.ins :
                          f.ins[i].s = Cur(s, f.ins[i].p)
                                         + Cardinality({j \in 1..i : f.ins[j].p = f.ins[i].p}),
     CursorWithAvatar |-> /\ \A x \in Range(f.ins) : x.p \in players
                          /\ \A p \in players : after.avatar[p].cur = Cur(s, p) + Applied(f, p),
     AvatarHere    |-> \A p \in players : p \in DOMAIN s.avatar => s.avatar[p].at = r,
     ChangeOfWhatWas |-> \A c \in Range(f.changes) :
                          IF Count(f.changes, LAMBDA x : x.id = c.id) > 1 THEN FALSE
                          ELSE IF c.was = Nothing THEN c.id \notin DOMAIN s.thing
                          ELSE c.id \in DOMAIN s.thing /\ s.thing[c.id].is = c.was /\ s.thing[c.id].at = r,
     IdsOnce       |-> \A c \in Range(f.changes) : c.id \notin s.gone,
     LeavesFromHere |-> \A x \in Leaving(r, f, "things") :
                          x[1].id \in DOMAIN s.thing /\ s.thing[x[1].id].at = r,
     \* Whoever has them: players, the ground, letters under way, and deals that are open.
     ItemsConserved |->
         Plus(Plus(Total(after.avatar, players, none), Total(after.thing, things \cap DOMAIN after.thing, none)),
              Plus(Sum([i \in Letters(f) |-> InLetter(Letter(f, i), none)], Letters(f), none),
                   InEscrow(after, Opened(f), none)))
           = Plus(f.made,
                  Plus(Plus(Total(s.avatar, players \cap DOMAIN s.avatar, none),
                            Total(s.thing, things \cap DOMAIN s.thing, none)),
                       Plus(Sum([k \in letters |-> InLetter(s.letter[k], none)], letters, none),
                            InEscrow(s, (Opened(f) \cup Decided(f)) \cap OpenAt(s, r), none))))]

(* A commit: frames of one region, one after the other, and maybe a checkpoint.                        *)
RECURSIVE AfterFrames(_, _, _)
AfterFrames(s, r, fs) == IF fs = <<>> THEN s ELSE AfterFrames(AfterFrame(s, r, fs[1]), r, Tail(fs))
RECURSIVE BrokenByFrames(_, _, _)
BrokenByFrames(s, r, fs) ==
    IF fs = <<>> THEN {}
    ELSE LET broken == Broken(FrameRules(s, r, fs[1])) IN
         IF broken # {} THEN broken ELSE BrokenByFrames(AfterFrame(s, r, fs[1]), r, Tail(fs))

Here(s, r) == {t \in DOMAIN s.thing : s.thing[t].at = r}
AfterCommit(s, e) ==
    LET done == AfterFrames(s, e.r, e.frames) IN
    [done EXCEPT !.head = (e.r :> e.head) @@ @,
                 !.logged = @ \ e.unlogged,
                 !.dirty = IF e.checkpoint = <<>> THEN @ ELSE @ \ Here(done, e.r),
                 !.checkpoint = IF e.checkpoint = <<>> THEN @ ELSE (e.r :> e.checkpoint[1].frame) @@ @]
CommitRules(s, e) ==
    LET after == AfterFrames(s, e.r, e.frames) IN
    [HeadIsNewest  |-> e.head.frame = Newest(after, e.r).frame,
     CommitsDense  |-> e.head.commit = Newest(s, e.r).commit + 1,
     SentWithFrame |-> DOMAIN e.put = UNION {Sender(e.r, f) : f \in Range(e.frames)},
     StoredAsSent  |-> \A f \in Range(e.frames) : \A k \in Sender(e.r, f) \cap DOMAIN e.put :
                         e.put[k] = Sending(e.r, f)[k],
     ClearedWithFrame |-> e.cleared = UNION {Keys(e.r, f) : f \in Range(e.frames)},
     \* What is cleared is used up, or was refused as not the next one, or has begun a deal, which holds it
     \* from then on. The next one itself is never cleared. (What isn't there any more may be cleared again.)
     LogCleared    |-> \A x \in e.unlogged \cap s.logged : x[2] # Cur(after, x[1]) + 1 \/ x \in DOMAIN after.open,
     CheckpointNewest |-> \A c \in Range(e.checkpoint) : c.frame = e.head.frame,
     OpenKept      |-> \A c \in Range(e.checkpoint) : IsAllOpen(after, e.r, c),
     RecordsKept   |-> \A c \in Range(e.checkpoint) : c.oldest <= c.frame + 1,
     SavedAsMade   |-> \A a \in Range(e.saved) :
                         /\ a.p \in DOMAIN after.avatar
                         /\ after.avatar[a.p].cur = a.cur /\ after.avatar[a.p].items = a.items,
     PagesComplete |-> e.checkpoint # <<>> =>
                         (after.dirty \cap Here(after, e.r)) \subseteq {t.id : t \in Range(e.pages)},
     PagesAsMade   |-> \A t \in Range(e.pages) :
                         t.id \in DOMAIN after.thing /\ after.thing[t.id].is = t.is /\ after.thing[t.id].at = e.r]
BrokenByCommit(s, e) ==
    LET broken == BrokenByFrames(s, e.r, e.frames) IN IF broken # {} THEN broken ELSE Broken(CommitRules(s, e))

--------------------------------------------------------------------------------
BrokenRules(s, e) ==
    CASE e.ev = "take"     -> Broken(TakeRules(s, e))
      [] e.ev = "log"      -> Broken(LogRules(s, e))
      [] e.ev = "stray"    -> Broken(StrayRules(s, e))
      [] e.ev = "commit"   -> BrokenByCommit(s, e)
      [] e.ev \in {"up", "down"} -> {}
      [] e.ev = "shown"    -> Broken(ShowRules(s, e))
      [] e.ev = "answered" -> Broken(AnswerRules(s, e))
After(s, e) ==
    CASE e.ev = "take"   -> AfterTake(s, e)
      [] e.ev = "log"    -> AfterLog(s, e)
      [] e.ev = "commit" -> AfterCommit(s, e)
      [] e.ev = "up"     -> AfterUp(s, e)
      [] e.ev = "down"   -> AfterDown(s, e)
      [] e.ev = "shown"  -> AfterShown(s, e)
      [] OTHER           -> s

Transaction(e) == BrokenRules(store, e) = {} /\ store' = After(store, e)
================================================================================
