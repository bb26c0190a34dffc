package org.vsekai.simulator.sabotage;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.vsekai.rtc.PeerConnection;
import org.vsekai.simulator.sabotage.BrokenFences.Remembered;
import org.vsekai.simulator.server.Hands;
import org.vsekai.simulator.server.Relay;
import org.vsekai.simulator.time.Life;
import org.vsekai.storage.Database;
import org.vsekai.storage.StorageError;
import org.vsekai.wire.v1.ServerMessage;
import org.vsekai.world.HostMessage;
import org.vsekai.world.Post;
import org.vsekai.world.RegionPort;
import org.vsekai.world.WorldListener;
import org.vsekai.world.v1.CheckpointRecord;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.Parcel;

/**
 * All the ways to break the server, each of which the oracles must notice. Nothing of it is in the code that is shipped:
 * what is between its parts is replaced.
 */
public enum Sabotage {
    NO_EPOCH_FENCE("a commit doesn't look who owns the region", believing(KeyKind.EPOCH, true)),
    NO_FRAME_CHECK("a commit doesn't look which frame is the newest", believing(KeyKind.HEAD, false)),
    NO_CONFLICTS(
            "what a commit has read may have changed",
            store((tx, database, life) -> new BrokenFences.Unconflicting(tx))),
    BLIND_LEASE(
            "a region is taken without raising its epoch",
            store((tx, database, life) -> new BrokenFences.EpochKept(tx))),
    EARLY_ACK(
            "a commit is taken for done when it is sent",
            store((tx, database, life) -> new BrokenCommits.ToldEarly(tx))),
    SKIPPED_FSYNC("the store answers before it has synced", Sabotage::nothing),
    UNKNOWN_IS_DONE(
            "an unknown result is taken for success",
            store((tx, database, life) -> new BrokenCommits.Hopeful(tx, StorageError.COMMIT_UNKNOWN_RESULT))),
    CONFLICT_IS_DONE(
            "a conflict is taken for success",
            store((tx, database, life) -> new BrokenCommits.Hopeful(tx, StorageError.NOT_COMMITTED))),
    NO_RETRY("what failed is not tried again", store((tx, database, life) -> new BrokenCommits.Deaf(tx))),
    TORN_AVATARS(
            "avatars are written after the frames and pages they belong to",
            store((tx, database, life) -> new BrokenCommits.Torn(tx, database, EnumSet.of(KeyKind.AVATAR), false))),
    TORN_PAGES(
            "pages are written before the frames they show",
            store((tx, database, life) ->
                    new BrokenCommits.Torn(tx, database, EnumSet.of(KeyKind.PAGE, KeyKind.CHECKPOINT), true))),
    HANDOVER_LATE(
            "a parcel is sent after the frame that it leaves with",
            store((tx, database, life) -> new BrokenCommits.Torn(tx, database, EnumSet.of(KeyKind.INBOX), false))),
    HANDOVER_EARLY(
            "a parcel is sent before the frame that it leaves with",
            store((tx, database, life) -> new BrokenCommits.Torn(tx, database, EnumSet.of(KeyKind.INBOX), true))),
    PARCEL_NOT_CLEARED(
            "a parcel stays in the inbox when it is taken",
            store((tx, database, life) -> new BrokenCommits.Uncleared(tx, KeyKind.INBOX))),
    INBOX_OFF_BY_ONE(
            "the first parcel of an inbox is passed over",
            store((tx, database, life) -> new BrokenReads.Inboxes(tx, BrokenReads::withoutFirst))),
    PARCEL_LOST("a parcel is left out now and then", forgetting(KeyKind.INBOX, 5)),
    LOG_NOT_CLEARED(
            "a logged action stays in the log when it is applied",
            store((tx, database, life) -> new BrokenCommits.Uncleared(tx, KeyKind.LOGGED_INPUT))),
    IDS_REUSED("a block of ids is given out again", forgetting(KeyKind.NEXT_IDS, 1)),
    CLOCK_STANDS(
            "the world's time is not stored, and begins anew with each start",
            store((tx, database, life) -> new BrokenCommits.Timeless(tx))),
    FRAME_LOST("a frame is left out now and then", forgetting(KeyKind.FRAME, 50)),
    PAGE_LOST("a changed chunk is not saved now and then", forgetting(KeyKind.PAGE, 10)),
    AVATAR_LOST("a changed avatar is not saved now and then", forgetting(KeyKind.AVATAR, 5)),
    STALE_AVATARS("avatars come from a cache that nobody tells of changes", caching(KeyKind.AVATAR)),
    STALE_PAGES("pages come from a cache that nobody tells of changes", caching(KeyKind.PAGE)),
    STALE_HEAD("the head comes from a cache that nobody tells of changes", caching(KeyKind.HEAD)),
    NO_DEDUP("an action that is sent again is applied again", port(BrokenPort.Renumbering::new)),
    SESSION_NOT_REPLACED("an older session goes on acting", port(BrokenPort.Confusing::new)),
    WRONG_ORDER("two actions change places", port(BrokenPort.Misordering::new)),
    AMOUNT_RAISED("more is given than the player has said", port(BrokenPort.Generous::new)),
    LOG_ALTERED(
            "what waits in the input log gives more, or builds higher, than the player has said",
            changing(KeyKind.LOGGED_INPUT, BrokenRecords::withMore)),
    OFFER_NOT_SAVED(
            "an avatar is saved without the offer that stands", changing(KeyKind.AVATAR, BrokenRecords::withoutOffer)),
    RESULTS_NOT_SAVED(
            "an avatar is saved without its newest results", changing(KeyKind.AVATAR, BrokenRecords::withoutResults)),
    DEAL_NOT_SAVED(
            "a checkpoint is taken without what is open", changing(KeyKind.CHECKPOINT, BrokenRecords::withoutOpen)),
    PART_FORGOTTEN(
            "a yes is said, and what is set aside isn't stored",
            misrecording(BrokenDeals::withoutParts, CheckpointRecord.Builder::clearParts)),
    DEAL_FORGOTTEN(
            "others are asked, and the transaction isn't stored",
            misrecording(BrokenDeals::withoutTransactions, CheckpointRecord.Builder::clearTransactions)),
    YES_TWICE("an answer is given twice", missending(() -> BrokenDeals::voteTwice)),
    NO_ANSWER("an answer is not given", missending(() -> BrokenDeals::voteLost)),
    DECISION_LOST("a decision is not told", missending(() -> BrokenDeals::decisionLost)),
    DECISION_TURNED("one party is told the opposite of a decision", missending(BrokenDeals.Opposite::new)),
    RECEIPT_LOST("a decision leaves no receipt", misrecording(BrokenDeals::withoutReceipts)),
    RECEIPT_EARLY(
            "a decision is told before it is durable", store((tx, database, life) -> new BrokenDeals.ReceiptEarly(tx))),
    DECISION_NOT_TAKEN("a decision lies in the inbox, and is never taken", Sabotage::notTakingDecisions),
    NOT_WOKEN("a region is not told of what lies in its inbox", () -> untold(Sabotage::isOfAnInbox)),
    NOT_LOOKED_FOR(
            "what an owner sent and told nobody of is not looked for",
            () -> untold(message -> message instanceof HostMessage.ParcelsWait)),
    LET_GO_EARLY(
            "a chunk may be let go of before its pages are durable",
            store((tx, database, life) -> new BrokenCommits.PagesLate(tx, database))),
    PAGE_BEFORE("a chunk is read as it was a checkpoint ago", () -> {
        BrokenPages.Earlier earlier = new BrokenPages.Earlier();
        return store((tx, database, life) -> new BrokenPages.OneBehind(tx, earlier))
                .get();
    }),
    AGED_TWICE("a chunk that is read has aged twice", store((tx, database, life) -> new BrokenPages.Aged(tx))),
    STRIKE_FORGOTTEN(
            "when somebody last struck is forgotten when they come back",
            store((tx, database, life) -> new BrokenRules.Rested(tx))),
    UNCAUSED_BLOW("a tree is damaged that nobody has struck", BrokenRules.UncausedBlow::new),
    AGED_EARLY("what is felled is whole again within a second", BrokenRules.Hasty::new),
    ACTION_MISRECORDED("a wall is recorded as asked for elsewhere", misrecording(BrokenHistory::withHigherWalls)),
    CHANGES_UNOWNED("what an action has changed is recorded as nobody's", misrecording(BrokenHistory::withoutDoers)),
    SEEN_UNRECORDED("whom an action has met is not recorded", misrecording(BrokenHistory::withoutSeen)),
    BEFORE_UNRECORDED("what avatars held before is not recorded", misrecording(BrokenHistory::withoutBefore)),
    UPKEEP_TOO_FAR("the upkeep of history clears a frame more than it has compressed", Sabotage::clearingTooFar),
    FRAME_TWICE("a frame is told twice", listener(BrokenTelling.Twice::new)),
    FRAME_SKIPPED("a frame is not told", listener(BrokenTelling.Skipping::new)),
    INVENTORY_AHEAD("an inventory is shown with what no frame has given yet", listener(BrokenTelling.Ahead::new)),
    RESULT_LOST("results are not told", listener(BrokenTelling.Resultless::new)),
    STALE_CHUNKS("a chunk is shown as it was the first time", listener(BrokenTelling.StaleChunks::new)),
    FALSE_ANSWER("an action that is sent again is told to have succeeded", listener(BrokenTelling.Flattering::new)),
    INVENTORY_SWAPPED("a player is told somebody else's inventory", lying(BrokenConnection.Swapped::new)),
    OFFER_SWOLLEN("an offer is told with more than it gives", lying(() -> BrokenConnection::generous)),
    MESSAGE_LOST("a reliable message is lost", connection(BrokenConnection.Lossy::new)),
    MESSAGE_OVERTAKES("a reliable message overtakes another", connection(BrokenConnection.Unordered::new));

    private final String what;
    private final Supplier<Hands> hands;

    Sabotage(String what, Supplier<Hands> hands) {
        this.what = what;
        this.hands = hands;
    }

    /** For a person. */
    public String what() {
        return what;
    }

    /** For one run. */
    public Hands hands() {
        return hands.get();
    }

    public boolean skipsSync() {
        return this == SKIPPED_FSYNC;
    }

    private static Hands nothing() {
        return new Hands() {};
    }

    private static Supplier<Hands> store(Meddler.Swap swap) {
        return () -> new Hands() {
            @Override
            public Database store(Database sound, Life life) {
                return new Meddler(sound, life, swap);
            }
        };
    }

    private static Supplier<Hands> believing(KeyKind kind, boolean beforeCommit) {
        return () -> {
            Map<Integer, Remembered> ofLives = new HashMap<>();
            return store((tx, database, life) -> new BrokenFences.OwnBelief(
                            tx, kind, ofLives.computeIfAbsent(life.number(), number -> new Remembered()), beforeCommit))
                    .get();
        };
    }

    private static Supplier<Hands> forgetting(KeyKind kind, int period) {
        return () -> {
            Turn turn = new Turn(period);
            return store((tx, database, life) -> new BrokenCommits.Forgetful(tx, kind, turn))
                    .get();
        };
    }

    private static Supplier<Hands> caching(KeyKind kind) {
        return () -> {
            Map<String, byte[]> cache = BrokenReads.Cached.newCache();
            return store((tx, database, life) -> new BrokenReads.Cached(tx, kind, cache))
                    .get();
        };
    }

    private static Supplier<Hands> missending(Supplier<Function<Parcel, List<Parcel>>> forgery) {
        return () -> {
            Function<Parcel, List<Parcel>> ofRun = forgery.get();
            return store((tx, database, life) -> new BrokenDeals.Missent(tx, ofRun))
                    .get();
        };
    }

    private static Supplier<Hands> misrecording(UnaryOperator<FrameRecord.Builder> frames) {
        return misrecording(frames, checkpoint -> checkpoint);
    }

    private static Supplier<Hands> misrecording(
            UnaryOperator<FrameRecord.Builder> frames, UnaryOperator<CheckpointRecord.Builder> checkpoints) {
        return store((tx, database, life) -> new BrokenDeals.Misrecorded(tx, frames, checkpoints));
    }

    private static Supplier<Hands> changing(KeyKind kind, BrokenRecords.Change change) {
        return store((tx, database, life) -> new BrokenRecords.Changed(tx, kind, change));
    }

    private static Hands clearingTooFar() {
        return new Hands() {
            @Override
            public Database upkeep(Database sound) {
                return new Meddler(sound, new Life(0), (tx, database, life) -> new BrokenCommits.ClearingTooFar(tx));
            }
        };
    }

    /** Neither read from the inbox nor told of by another host. */
    private static Hands notTakingDecisions() {
        Hands untold = untold(message -> message instanceof HostMessage.Delivered delivered
                && delivered.parcel().hasDecision());
        return new Hands() {
            @Override
            public Database store(Database sound, Life life) {
                return new Meddler(
                        sound,
                        life,
                        (tx, database, ofLife) -> new BrokenReads.Inboxes(tx, BrokenReads::withoutDecisions));
            }

            @Override
            public Post post(Post sound) {
                return untold.post(sound);
            }
        };
    }

    /** A parcel that was sent just now, or those that were found when a region was taken. */
    private static boolean isOfAnInbox(HostMessage message) {
        return message instanceof HostMessage.Delivered || message instanceof HostMessage.ParcelsWait;
    }

    /** @param lost messages between hosts that never arrive */
    private static Hands untold(Predicate<HostMessage> lost) {
        return new Hands() {
            @Override
            public Post post(Post sound) {
                return (host, message) -> {
                    if (!lost.test(message)) {
                        sound.send(host, message);
                    }
                };
            }
        };
    }

    private static Supplier<Hands> port(UnaryOperator<RegionPort> broken) {
        return () -> new Hands() {
            @Override
            public RegionPort port(RegionPort sound) {
                return broken.apply(sound);
            }
        };
    }

    private static Supplier<Hands> listener(Supplier<Relay> broken) {
        return () -> new Hands() {
            @Override
            public WorldListener listener(WorldListener sound) {
                Relay relay = broken.get();
                relay.to(sound);
                return relay;
            }
        };
    }

    private static Supplier<Hands> lying(Supplier<UnaryOperator<ServerMessage>> lie) {
        return () -> {
            UnaryOperator<ServerMessage> ofRun = lie.get();
            return connection(sound -> new BrokenConnection.Lying(sound, ofRun)).get();
        };
    }

    private static Supplier<Hands> connection(UnaryOperator<PeerConnection> broken) {
        return () -> new Hands() {
            @Override
            public PeerConnection connection(PeerConnection sound) {
                return broken.apply(sound);
            }
        };
    }
}
