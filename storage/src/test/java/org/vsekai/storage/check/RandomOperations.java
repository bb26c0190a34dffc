package org.vsekai.storage.check;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.vsekai.core.SplitMix64;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.Keys;
import org.vsekai.storage.MutationType;
import org.vsekai.storage.RangeOptions;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.Stamps;

/** The operations of one client of a random history, over few keys so that clients meet. Confined to the client. */
final class RandomOperations {
    static final int KEYS = 32;

    private static final int MAX_OPERATIONS = 6;

    private static final int STAMPED_GROUPS = 3;

    private static final double READ_ONLY = 0.2;

    private static final double READ_CONFLICT = 0.08;

    private static final List<MutationType> ATOMICS = List.of(
            MutationType.ADD,
            MutationType.MAX,
            MutationType.MIN,
            MutationType.BYTE_MAX,
            MutationType.COMPARE_AND_CLEAR,
            MutationType.COMPARE_AND_CLEAR);

    private final byte[] prefix;
    private final int client;
    private final SplitMix64 random;
    private long written;

    RandomOperations(byte[] prefix, int client, SplitMix64 random) {
        this.prefix = prefix;
        this.client = client;
        this.random = random;
    }

    /** The keys that operations choose from, by number. */
    static byte[] key(byte[] prefix, int number) {
        return Keys.concat(prefix, new byte[] {'k', (byte) number});
    }

    List<Operation> transaction() {
        boolean readOnly = random.chance(READ_ONLY);
        var operations = new ArrayList<Operation>();
        if (!readOnly && random.chance(READ_CONFLICT)) {
            // First of all: FoundationDB leaves what the transaction has written itself out of a range added later.
            operations.add(new Operation.ReadConflict(range(6)));
        }
        int count = 1 + random.nextInt(MAX_OPERATIONS);
        for (int i = 0; i < count; i++) {
            operations.add(readOnly || random.chance(0.4) ? read() : write());
        }
        return operations;
    }

    private Operation read() {
        int kind = random.nextInt(100);
        boolean snapshot = random.chance(0.2);
        if (kind < 40) {
            return new Operation.Get(key(), snapshot);
        }
        if (kind < 50) {
            return new Operation.GetAll(List.of(key(), key(), key()), snapshot);
        }
        if (kind < 54) {
            return new Operation.Watch(key());
        }
        KeyRange range = kind < 90 ? range(12) : stampedRange();
        int limit = random.chance(0.5) ? ReadTransaction.UNLIMITED : 1 + random.nextInt(5);
        int targetBytes = random.chance(0.7) ? ReadTransaction.UNLIMITED : 1 + random.nextInt(120);
        var options = new RangeOptions(limit, random.chance(0.3), targetBytes);
        return new Operation.Range(range, options, snapshot, random.chance(0.15));
    }

    private Operation write() {
        int kind = random.nextInt(100);
        if (kind < 30) {
            return new Operation.Write(key(), value());
        }
        if (kind < 60) {
            MutationType type = ATOMICS.get(random.nextInt(ATOMICS.size()));
            return new Operation.Mutate(type, key(), operand());
        }
        if (kind < 70) {
            return new Operation.Mutate(
                    MutationType.SET_VERSIONSTAMPED_VALUE, key(), operand(new byte[] {'v'}, 1, new byte[0]));
        }
        if (kind < 80) {
            byte[] head = Keys.concat(prefix, new byte[] {'s', (byte) random.nextInt(STAMPED_GROUPS)});
            // The tail keeps two stamped keys of one transaction apart, which have the same stamp.
            byte[] tail = {(byte) random.nextInt(100)};
            return new Operation.Mutate(MutationType.SET_VERSIONSTAMPED_KEY, operand(head, head.length, tail), value());
        }
        if (kind < 90) {
            return new Operation.Clear(key());
        }
        if (kind < 93) {
            return new Operation.WriteConflict(range(4));
        }
        return new Operation.ClearRange(kind < 97 ? range(4) : stampedRange());
    }

    private byte[] key() {
        return key(prefix, random.nextInt(KEYS));
    }

    private KeyRange range(int longest) {
        int from = random.nextInt(KEYS);
        return new KeyRange(key(prefix, from), key(prefix, from + 1 + random.nextInt(longest)));
    }

    /** From among the ordinary keys to one of the groups of stamped ones. */
    private KeyRange stampedRange() {
        byte[] begin = random.chance(0.3)
                ? key()
                : Keys.concat(prefix, new byte[] {'s', (byte) random.nextInt(STAMPED_GROUPS)});
        return new KeyRange(begin, Keys.concat(prefix, new byte[] {'s', (byte) STAMPED_GROUPS}));
    }

    /** Mostly one that nobody else writes, so that a wrong read is never right by chance. */
    private byte[] value() {
        return random.chance(0.8)
                ? ByteBuffer.allocate(8).putInt(client).putInt((int) ++written).array()
                : operand();
    }

    /** Now and then of few values, so that comparing finds equal ones; of several lengths. */
    private byte[] operand() {
        return random.chance(0.4) ? new byte[] {(byte) random.nextInt(3)} : random.nextBytes(1 + random.nextInt(9));
    }

    /** @return head, a place for a versionstamp, tail, and the place's offset, as versionstamped mutations want it */
    static byte[] operand(byte[] head, int offset, byte[] tail) {
        return ByteBuffer.allocate(head.length + Stamps.SIZE + tail.length + Stamps.OFFSET_SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(head)
                .put(new byte[Stamps.SIZE])
                .put(tail)
                .putInt(offset)
                .array();
    }
}
