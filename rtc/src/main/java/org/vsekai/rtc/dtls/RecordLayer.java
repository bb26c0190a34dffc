package org.vsekai.rtc.dtls;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.HotPath;
import org.vsekai.rtc.PacketDrop;

/**
 * The records of one session, out and in: their numbers, their keys, and which have come. Epoch 0 is in the clear, epoch 1 is sealed;
 * there is no other, since there is one handshake.
 *
 * <p>Memory: 0.3 kB once there are keys, and 1.3 kB of ciphers, which are made when the first record of a busy time is sealed or opened and
 * dropped when the session is idle.
 */
final class RecordLayer {
    private final DtlsContext context;
    private final DtlsListener listener;
    private final ReplayWindow arrived = new ReplayWindow();
    private DtlsScratch scratch;
    private @Nullable TrafficKeys keys;
    private @Nullable RecordCipher cipher;
    private boolean isBusy;
    private long nextPlain;
    private long nextSealed;

    RecordLayer(DtlsContext context, DtlsScratch scratch, DtlsListener listener) {
        this.context = context;
        this.scratch = scratch;
        this.listener = listener;
    }

    void useScratch(DtlsScratch other) {
        scratch = other;
    }

    /** Takes them, and wipes those before. Sequence numbers go on, whatever the keys. */
    void useKeys(TrafficKeys fresh) {
        wipe();
        keys = fresh;
    }

    boolean hasKeys() {
        return keys != null;
    }

    /** Ends all sealing and opening. */
    void wipe() {
        if (keys != null) {
            keys.destroy();
            keys = null;
        }
        cipher = null;
    }

    @HotPath
    private RecordCipher cipher() {
        RecordCipher made = cipher;
        if (made == null) {
            made = new RecordCipher(Objects.requireNonNull(keys), nextSealed - 1, context);
            cipher = made;
        }
        isBusy = true;
        return made;
    }

    /** Drops the ciphers if nothing was sealed or opened since it was called last. */
    void rest() {
        if (!isBusy) {
            cipher = null;
        }
        isBusy = false;
    }

    boolean hasCipher() {
        return cipher != null;
    }

    /** Whether the sequence numbers are used up, and nothing more can be sealed. */
    @HotPath
    boolean isExhausted() {
        return nextSealed > DtlsRecords.MAX_SEQUENCE;
    }

    /** Seals what fits a record into the scratch. @return the record's size */
    @HotPath
    int seal(int type, byte[] in, int offset, int length) {
        return cipher().seal(type, nextSealed++, in, offset, length, scratch);
    }

    /** Makes a record in the clear in the scratch. @return its size */
    int plain(int type, byte[] in, int offset, int length) {
        DtlsRecords.writeHeader(type, DtlsRecords.EPOCH_OF_HANDSHAKE, nextPlain++, length, scratch.sealed, 0);
        System.arraycopy(in, offset, scratch.sealed, DtlsRecords.HEADER_SIZE, length);
        return DtlsRecords.HEADER_SIZE + length;
    }

    /**
     * Opens a record of epoch 1 into the scratch.
     *
     * @return the plaintext's size; -1 if it came before, or is not authentic
     */
    @HotPath
    int open(byte[] buffer, int at, int size) {
        long sequence = DtlsRecords.sequence(buffer, at);
        // RFC 6347 §4.1.2.6: first, since it costs the least.
        if (arrived.hasCome(sequence)) {
            listener.onDrop(PacketDrop.DTLS_REPLAYED);
            return -1;
        }
        int length = cipher().open(buffer, at, size, scratch);
        if (length < 0) {
            // RFC 6347 §4.1.2.7: "invalid records SHOULD be silently discarded, thus preserving the association"
            listener.onDrop(PacketDrop.DTLS_NOT_AUTHENTIC);
            return -1;
        }
        // RFC 6347 §4.1.2.6: "The receive window is updated only if the MAC verification succeeds."
        arrived.mark(sequence);
        return length;
    }

    /** What {@link #open} opened. */
    byte[] opened() {
        return scratch.plain;
    }

    /** What {@link #seal} or {@link #plain} made. */
    byte[] made() {
        return scratch.sealed;
    }

    /** Sends what {@link #seal} or {@link #plain} made, at once. */
    @HotPath
    void send(int size) {
        listener.onDatagram(scratch.sealed, 0, size);
    }

    /** Keeps what {@link #seal} or {@link #plain} made, to share datagrams until {@link #flush}. */
    void gather(int size) {
        scratch.flights.add(scratch.sealed, size);
    }

    void flush() {
        for (byte[] datagram : scratch.flights.end()) {
            listener.onDatagram(datagram, 0, datagram.length);
        }
    }
}
