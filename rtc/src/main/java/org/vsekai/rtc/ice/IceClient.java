package org.vsekai.rtc.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.vsekai.rtc.PacketDrop;

/**
 * The client's side towards an ICE-lite server: controlling, nominating with every check, from one socket. Checks go to
 * all candidates until one of them answers, then to that one for consent (RFC 7675).
 *
 * <p>Left out: answering checks of the peer (an ICE-lite peer sends none), candidates of our own, and moving to another
 * candidate once one is selected.
 */
public final class IceClient implements IceAgent {
    /** Candidates beyond these are ignored; bounds what a hostile answer makes us send. */
    public static final int MAX_CANDIDATES = 8;

    private static final long FIRST_RETRY_NANOS = 100_000_000L;
    private static final long MAX_RETRY_NANOS = 1_600_000_000L;
    /** RFC 7675 §5.1: 5 s, randomised between 0.8 and 1.2 of that. */
    private static final long CONSENT_CHECK_NANOS = 5_000_000_000L;
    /** A lost consent check is repeated sooner than that. */
    private static final long UNANSWERED_CONSENT_CHECK_NANOS = 1_000_000_000L;
    /** RFC 8445 §5.1.2: peer-reflexive type preference 110, highest local preference, component 1. */
    private static final long PRIORITY = 110L << 24 | 65535L << 8 | 255;
    /** Answers to any of the last checks count. */
    private static final int REMEMBERED_TRANSACTIONS = 32;

    private final byte[] remoteKey;
    private final String username;
    private final List<InetSocketAddress> candidates;
    private final LongSupplier secureRandom;
    private final long tieBreaker;
    private final IceListener listener;
    private final List<Check> outstanding = new ArrayList<>();
    private long retryNanos = FIRST_RETRY_NANOS;
    private long dueNanos;
    private @Nullable InetSocketAddress selected;
    private long lastAnswerNanos;

    /** A request that may still be answered. */
    private static final class Check {
        final byte[] transactionId;
        final InetSocketAddress to;

        Check(byte[] transactionId, InetSocketAddress to) {
            this.transactionId = transactionId;
            this.to = to;
        }
    }

    /** Sends its first checks at the first {@link #onDeadline}, which is due at once. */
    public IceClient(
            IceCredentials local,
            IceCredentials remote,
            List<InetSocketAddress> candidates,
            LongSupplier secureRandom,
            IceListener listener,
            long now) {
        remoteKey = remote.key();
        username = remote.ufrag() + ":" + local.ufrag();
        this.candidates = candidates.stream().limit(MAX_CANDIDATES).toList();
        this.secureRandom = secureRandom;
        this.listener = listener;
        tieBreaker = secureRandom.getAsLong();
        dueNanos = now;
    }

    @Override
    public void receive(InetSocketAddress from, byte[] buffer, int offset, int length, long now) {
        if (!(StunMessage.decode(buffer, offset, length) instanceof StunDecoded.Ok(StunMessage response))
                || response.type() != Stun.BINDING_SUCCESS
                || !isAnswerToUs(from, response)) {
            listener.onDrop(PacketDrop.BAD_STUN);
        } else if (!response.hasIntegrity(remoteKey)) {
            listener.onDrop(PacketDrop.STUN_UNAUTHENTICATED);
        } else {
            outstanding.clear();
            lastAnswerNanos = now;
            dueNanos = now + CONSENT_CHECK_NANOS * (80 + Math.floorMod(secureRandom.getAsLong(), 41)) / 100;
            if (selected == null) {
                selected = from;
                listener.onValidated(from);
                listener.onSelected(from);
            }
        }
    }

    /** RFC 8445 §7.2.5.2.1: the answer must come from where the check went. */
    private boolean isAnswerToUs(InetSocketAddress from, StunMessage response) {
        for (Check check : outstanding) {
            if (check.to.equals(from) && response.isTransaction(check.transactionId)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void onDeadline(long now) {
        if (now < dueNanos) {
            return;
        }
        if (selected != null) {
            check(selected);
            dueNanos = now + UNANSWERED_CONSENT_CHECK_NANOS;
            return;
        }
        candidates.forEach(this::check);
        dueNanos = now + retryNanos;
        retryNanos = Math.min(retryNanos * 2, MAX_RETRY_NANOS);
    }

    private void check(InetSocketAddress to) {
        byte[] transactionId = ByteBuffer.allocate(Stun.TRANSACTION_ID_SIZE)
                .putLong(secureRandom.getAsLong())
                .putInt((int) secureRandom.getAsLong())
                .array();
        if (outstanding.size() == REMEMBERED_TRANSACTIONS) {
            outstanding.removeFirst();
        }
        outstanding.add(new Check(transactionId, to));
        byte[] request = new StunWriter(Stun.BINDING_REQUEST, transactionId)
                .username(username)
                .priority(PRIORITY)
                .controlling(tieBreaker)
                .useCandidate()
                .sign(remoteKey);
        listener.onStun(to, request);
    }

    @Override
    public long deadlineNanos() {
        return selected == null ? dueNanos : Math.min(dueNanos, lastAnswerNanos + CONSENT_NANOS);
    }

    @Override
    public boolean isValidated(InetSocketAddress address) {
        return address.equals(selected);
    }

    @Override
    public @Nullable InetSocketAddress selected() {
        return selected;
    }

    @Override
    public boolean isConsentExpired(long now) {
        return selected != null && now - lastAnswerNanos >= CONSENT_NANOS;
    }
}
