package org.vsekai.rtc.lab.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.vsekai.rtc.CloseReason;
import org.vsekai.rtc.PeerConnection;
import org.vsekai.rtc.PeerListener;
import org.vsekai.rtc.datachannel.ChannelOptions;

/**
 * The server's side of one connection: sends every message back as it came, and keeps count of what it saw. Numbered messages are
 * compared with what they must be, reliable ones must come in order, lossy ones at most once. Channels are opened
 * and closed on request.
 */
final class ScenarioPeer implements PeerListener {
    static final int LOSSY = 0;
    static final int RELIABLE = 1;
    /** Channels that a client may open. */
    static final int MOST_CHANNELS = 4;
    /** What a client says on the reliable channel to have one opened for it, and on an in-band channel to have that closed. */
    private static final byte[] OPEN_PLEASE = "open, please".getBytes(UTF_8);

    private static final byte[] CLOSE_PLEASE = "close, please".getBytes(UTF_8);

    private static final int MAX_LOSSY_NUMBER = 1 << 16;
    /** What {@link Sabotage} does, it does to messages larger than this. */
    private static final int LARGE_BYTES = 10_000;

    private final Sabotage sabotage;
    private final AtomicInteger reliable = new AtomicInteger();
    private final AtomicInteger lossy = new AtomicInteger();
    private final AtomicInteger inBand = new AtomicInteger();
    private final AtomicInteger channelsOpened = new AtomicInteger();
    private final AtomicInteger channelsClosed = new AtomicInteger();
    private final AtomicInteger damaged = new AtomicInteger();
    private final AtomicInteger repeated = new AtomicInteger();
    /** Of the lossy messages that arrived; the event loop's. */
    private final BitSet lossyNumbers = new BitSet();
    /** Of the next numbered message on a reliable channel; the event loop's. */
    private int nextNumber;

    private final CompletableFuture<CloseReason> end = new CompletableFuture<>();
    private volatile @Nullable PeerConnection connection;

    /** What a peer looks like at one moment. */
    record Seen(
            boolean connected,
            @Nullable String end,
            int reliable,
            int lossy,
            int inBand,
            int channelsOpened,
            int channelsClosed,
            int damaged,
            int repeated) {}

    ScenarioPeer(Sabotage sabotage) {
        this.sabotage = sabotage;
    }

    @Override
    public void onConnected(PeerConnection up) {
        connection = up;
    }

    @Override
    public void onChannelOpen(PeerConnection up, ChannelOptions channel) {
        channelsOpened.incrementAndGet();
    }

    @Override
    public void onChannelClosed(PeerConnection up, int channelId) {
        channelsClosed.incrementAndGet();
    }

    @Override
    public void onMessage(PeerConnection from, int channelId, byte[] message) {
        switch (channelId) {
            case LOSSY -> onLossy(message);
            case RELIABLE -> {
                onReliable(message);
                if (Arrays.equals(message, OPEN_PLEASE)) {
                    from.openChannel(ChannelOptions.reliable(ChannelOptions.ANY_ID));
                    return;
                }
            }
            default -> {
                onInBand(message);
                if (Arrays.equals(message, CLOSE_PLEASE)) {
                    from.closeChannel(channelId);
                    return;
                }
            }
        }
        echo(from, channelId, message);
    }

    private void onReliable(byte[] message) {
        reliable.incrementAndGet();
        if (NumberedMessage.isNumbered(message) && !isAsMade(message, nextNumber++)) {
            damaged.incrementAndGet();
        }
    }

    private void onInBand(byte[] message) {
        inBand.incrementAndGet();
        if (NumberedMessage.isNumbered(message) && !isAsMade(message, NumberedMessage.number(message))) {
            damaged.incrementAndGet();
        }
    }

    private void onLossy(byte[] message) {
        int number = NumberedMessage.isNumbered(message) ? NumberedMessage.number(message) : -1;
        if (number < 0 || number >= MAX_LOSSY_NUMBER || !isAsMade(message, number)) {
            damaged.incrementAndGet();
        } else if (lossyNumbers.get(number)) {
            repeated.incrementAndGet();
        } else {
            lossyNumbers.set(number);
            lossy.incrementAndGet();
        }
    }

    private static boolean isAsMade(byte[] message, int number) {
        return Arrays.equals(message, NumberedMessage.of(number, message.length));
    }

    private void echo(PeerConnection to, int channelId, byte[] message) {
        boolean isLossy = channelId == LOSSY;
        boolean isLarge = message.length > LARGE_BYTES;
        switch (sabotage) {
            case FLIPS_A_BIT -> message[message.length / 2] ^= (byte) (isLarge ? 1 : 0);
            case FILLS_EMPTY_MESSAGES -> {
                if (message.length == 0) {
                    send(to, channelId, new byte[1]);
                    return;
                }
            }
            case SWALLOWS_A_MESSAGE -> {
                if (isLarge) {
                    return;
                }
            }
            case REPEATS_LOSSY -> {
                if (isLossy) {
                    send(to, channelId, message);
                }
            }
            case LOSES_LOSSY -> {
                if (isLossy && NumberedMessage.number(message) % 2 == 0) {
                    return;
                }
            }
            default -> {
                // Echoed as it is.
            }
        }
        send(to, channelId, message);
    }

    /** A message that is not taken is missed by the client. */
    private static void send(PeerConnection to, int channelId, byte[] message) {
        to.send(channelId, message);
    }

    @Override
    public void onClosed(PeerConnection closed, CloseReason reason) {
        end.complete(sabotage == Sabotage.MISNAMES_THE_END ? CloseReason.CONSENT_EXPIRED : reason);
    }

    void close() {
        PeerConnection up = connection;
        if (up != null) {
            up.close();
        }
    }

    /** Once it has come. */
    Future<CloseReason> end() {
        return end;
    }

    Seen seen() {
        CloseReason ended = end.getNow(null);
        return new Seen(
                connection != null,
                ended == null ? null : ended.name(),
                reliable.get(),
                lossy.get(),
                inBand.get(),
                channelsOpened.get(),
                channelsClosed.get(),
                damaged.get(),
                repeated.get() + (sabotage == Sabotage.MISCOUNTS ? 1 : 0));
    }
}
