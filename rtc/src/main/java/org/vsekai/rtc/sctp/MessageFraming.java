package org.vsekai.rtc.sctp;

import org.vsekai.core.HotPath;
import org.vsekai.core.Tally;

/**
 * How messages are cut into chunks, numbered, given up and put together again: as DATA, one message after the other, or as I-DATA, where the
 * messages of several streams interleave (RFC 8260). Which of the two is agreed on in the handshake and holds for both directions. Both are
 * without state.
 */
@HotPath
abstract sealed class MessageFraming permits PlainFraming, InterleavedFraming {
    private static final MessageFraming PLAIN = new PlainFraming();
    private static final MessageFraming INTERLEAVED = new InterleavedFraming();

    static MessageFraming of(Extensions agreed) {
        return agreed.has(Extensions.INTERLEAVING) ? INTERLEAVED : PLAIN;
    }

    /** Whether a message that was begun may wait while others are sent. */
    abstract boolean interleaves();

    /** The type of the chunks that carry messages. */
    abstract int dataType();

    /** The type of the chunks that say what was given up. */
    abstract int forwardType();

    /** What comes before the user data in the value of a chunk. */
    abstract int fixedBytes();

    /** Gives a message its place in its stream, as its first fragment is about to be sent. */
    abstract void number(OutboundStream stream, OutgoingMessage message);

    abstract void writeData(PacketWriter out, OutgoingChunk chunk, int flags);

    /** Whether the peer has to be told that this message was given up, and not only that its chunks were. */
    abstract boolean isNamedWhenSkipped(OutgoingMessage message);

    abstract void writeForward(PacketWriter out, long newCumulativeTsn, SkippedMessages skipped);

    /** The other end of all this. */
    abstract Reassembly reassembly(int maxMessageBytes, int streamCount, MessageSink sink, Tally<SctpDrop> drops);
}
