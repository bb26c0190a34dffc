package org.vsekai.rtc.ice;

import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vsekai.rtc.PacketDrop;

/**
 * The server's side: ICE-lite (RFC 8445 §2.5), always controlled. It sends no checks; it answers the client's and learns
 * the client's address from them.
 *
 * <ul>
 *   <li>Nothing is ever sent in answer to a message without a valid MESSAGE-INTEGRITY, and no answer is larger than its request.
 *   <li>The first address with a valid check is selected at once; after that only USE-CANDIDATE moves the selection.
 *   <li>Every valid check renews consent.
 *   <li>At most {@link #MAX_ADDRESSES} addresses are held as validated; the longest unused is forgotten first.
 * </ul>
 */
public final class IceLite implements IceAgent {
    /** A client probes from each of its sockets; few nominate more than one. */
    static final int MAX_ADDRESSES = 4;

    private final byte[] key;
    private final String expectedUsername;
    private final IceListener listener;
    private final Set<InetSocketAddress> validated = new LinkedHashSet<>();
    private @Nullable InetSocketAddress selected;
    private long lastCheckNanos;

    public IceLite(IceCredentials local, IceCredentials remote, IceListener listener) {
        key = local.key();
        expectedUsername = local.ufrag() + ":" + remote.ufrag();
        this.listener = listener;
    }

    @Override
    public void receive(InetSocketAddress from, byte[] buffer, int offset, int length, long now) {
        if (!(StunMessage.decode(buffer, offset, length) instanceof StunDecoded.Ok(StunMessage request))
                || request.type() != Stun.BINDING_REQUEST) {
            listener.onDrop(PacketDrop.BAD_STUN);
        } else if (!expectedUsername.equals(request.username()) || !request.hasIntegrity(key)) {
            listener.onDrop(PacketDrop.STUN_UNAUTHENTICATED);
        } else {
            answer(from, request, now);
        }
    }

    private void answer(InetSocketAddress from, StunMessage request, long now) {
        boolean isGood = request.unknownRequired() < 0 && !request.isFromControlled();
        byte[] answer = (isGood ? success(from, request) : refusal(request)).sign(key);
        if (answer.length > request.size()) {
            // A check lacks what RFC 8445 §7.1.1 demands, PRIORITY and a role, if it is so small.
            listener.onDrop(PacketDrop.BAD_STUN);
            return;
        }
        if (isGood) {
            adopt(from, request.isUseCandidate());
            lastCheckNanos = now;
        }
        listener.onStun(from, answer);
    }

    private static StunWriter success(InetSocketAddress from, StunMessage request) {
        return new StunWriter(Stun.BINDING_SUCCESS, request.transactionId()).xorMappedAddress(from);
    }

    private static StunWriter refusal(StunMessage request) {
        return request.unknownRequired() >= 0
                ? error(request, Stun.ERROR_UNKNOWN_ATTRIBUTE, "Unknown").unknownAttribute(request.unknownRequired())
                : error(request, Stun.ERROR_ROLE_CONFLICT, "Conflict");
    }

    private static StunWriter error(StunMessage request, int code, String phrase) {
        return new StunWriter(Stun.BINDING_ERROR, request.transactionId()).error(code, phrase);
    }

    private void adopt(InetSocketAddress from, boolean nominated) {
        validated.remove(from);
        validated.add(from);
        listener.onValidated(from);
        if ((selected == null || nominated) && !from.equals(selected)) {
            selected = from;
            listener.onSelected(from);
        }
        if (validated.size() > MAX_ADDRESSES) {
            forgetLongestUnused();
        }
    }

    private void forgetLongestUnused() {
        for (InetSocketAddress candidate : validated) {
            if (!candidate.equals(selected)) {
                validated.remove(candidate);
                listener.onForgotten(candidate);
                return;
            }
        }
    }

    @Override
    public void onDeadline(long now) {}

    @Override
    public long deadlineNanos() {
        return selected == null ? NEVER : lastCheckNanos + CONSENT_NANOS;
    }

    @Override
    public boolean isValidated(InetSocketAddress address) {
        return address.equals(selected) || validated.contains(address);
    }

    @Override
    public @Nullable InetSocketAddress selected() {
        return selected;
    }

    @Override
    public boolean isConsentExpired(long now) {
        return selected != null && now - lastCheckNanos >= CONSENT_NANOS;
    }
}
