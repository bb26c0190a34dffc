package org.vsekai.storage.rocksdb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.Database;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.RetryLoop;
import org.vsekai.storage.Stamps;
import org.vsekai.storage.rocksdb.KillWriter.Acknowledgement;

/**
 * Knows outside of the killed process what was acknowledged, and compares it with what the store holds afterwards: all of
 * that, at most the one transaction more that each writer had under way, every transaction whole, once, at a version that no
 * other had, later than those before it.
 */
final class KillOracle {
    private static final int MAX_DETAILS = 10;

    private final List<Writer> writers = new ArrayList<>();
    private final List<String> details = new ArrayList<>();
    private final Set<Stamp> ofThisLife = new HashSet<>();
    private long acknowledged;
    private long lost;
    private long torn;
    private long misordered;

    /** Of all lives before this one: nothing may be committed at this version or below. */
    private long highestVersion;

    private long highestOfThisLife;

    private record Stamp(long version, int order) {
        boolean isAfter(Stamp other) {
            return version > other.version || version == other.version && order > other.order;
        }
    }

    private static final class Writer {
        final int number;
        final KillModel model;
        long acknowledged;
        Stamp last = new Stamp(0, 0);

        Writer(int number) {
            this.number = number;
            model = new KillModel(number);
        }
    }

    KillOracle(int count) {
        for (int i = 0; i < count; i++) {
            writers.add(new Writer(i));
        }
    }

    long acknowledged() {
        return acknowledged;
    }

    /** Acknowledged transactions that were not there. */
    long lost() {
        return lost;
    }

    /** Writers whose keys were not those after any whole number of transactions. */
    long torn() {
        return torn;
    }

    /** Versions that were used again or didn't grow, and transactions that were there twice. */
    long misordered() {
        return misordered;
    }

    boolean isClean() {
        return lost == 0 && torn == 0 && misordered == 0;
    }

    List<String> details() {
        return List.copyOf(details);
    }

    void acknowledged(Acknowledgement said) {
        Writer writer = writers.get(said.writer());
        acknowledged++;
        if (said.number() != writer.acknowledged + 1) {
            misordered++;
            note("writer " + said.writer() + " had " + said.number() + " acknowledged after " + writer.acknowledged);
        }
        writer.acknowledged = said.number();
        var stamp = new Stamp(said.version(), said.order());
        if (said.version() <= highestVersion || !ofThisLife.add(stamp) || !stamp.isAfter(writer.last)) {
            misordered++;
            note("writer " + said.writer() + "'s " + said.number() + " was committed at " + stamp + ", after "
                    + writer.last + " and lives up to " + highestVersion);
        }
        writer.last = stamp;
        highestOfThisLife = Math.max(highestOfThisLife, said.version());
    }

    /** The life is over, and this is the store that it left. */
    void examine(Database database) {
        long total = 0;
        for (Writer writer : writers) {
            examine(database, writer);
            total += writer.acknowledged;
        }
        long counted = database.run(tx -> littleEndian(RetryLoop.await(tx.get(KillStep.TOTAL))));
        if (counted != total) {
            misordered++;
            note("the writers committed " + total + " transactions and their counter says " + counted);
        }
        highestVersion = Math.max(highestVersion, highestOfThisLife);
        ofThisLife.clear();
    }

    private void examine(Database database, Writer writer) {
        var found = new TreeMap<byte[], byte[]>(Keys.ORDER);
        KeyRange all = KillStep.all(writer.number);
        for (KeyValue pair : database.run(tx -> RetryLoop.await(tx.getRange(all.begin(), all.end())))) {
            found.put(pair.key(), pair.value());
        }
        byte[] stamp = found.remove(KillStep.stamp(writer.number));
        long head = KillWriter.number(found.get(KillStep.head(writer.number)));
        if (head < writer.acknowledged) {
            lost += writer.acknowledged - head;
            note("writer " + writer.number + " had " + writer.acknowledged + " acknowledged, and " + head
                    + " are there");
        } else if (head > writer.acknowledged + 1) {
            misordered++;
            note("writer " + writer.number + " had " + writer.acknowledged + " acknowledged, and " + head
                    + " are there");
        }
        writer.model.advanceTo(head);
        if (writer.model.committed() == head && !writer.model.matches(found)) {
            torn++;
            note("writer " + writer.number + "'s keys are not those after its first " + head + " transactions");
        }
        checkStamp(writer, head, stamp);
        writer.acknowledged = head;
    }

    private void checkStamp(Writer writer, long head, byte @Nullable [] bytes) {
        if (bytes == null || bytes.length != Stamps.SIZE) {
            if (head > 0) {
                torn++;
                note("writer " + writer.number + " has no versionstamp");
            }
            return;
        }
        ByteBuffer fields = ByteBuffer.wrap(bytes);
        var stored = new Stamp(fields.getLong(), Short.toUnsignedInt(fields.getShort()));
        boolean right = head == writer.acknowledged ? stored.equals(writer.last) : stored.isAfter(writer.last);
        if (head >= writer.acknowledged && !right) {
            misordered++;
            note("writer " + writer.number + "'s " + head + " has the stamp " + stored + ", after " + writer.last);
        }
        writer.last = stored;
        highestOfThisLife = Math.max(highestOfThisLife, stored.version);
    }

    private void note(String what) {
        if (details.size() < MAX_DETAILS) {
            details.add(what);
        }
    }

    private static long littleEndian(byte @Nullable [] bytes) {
        return bytes == null
                ? 0
                : ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }
}
