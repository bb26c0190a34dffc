package org.vsekai.rtc.ice;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A received STUN message. Decoding copies what it needs, never throws, and takes bounded steps; FINGERPRINT is checked
 * while decoding, MESSAGE-INTEGRITY by {@link #hasIntegrity} once the key is known. Attributes after MESSAGE-INTEGRITY
 * other than FINGERPRINT are ignored, as RFC 8489 §14.5 demands.
 */
public final class StunMessage {
    private final byte[] raw;
    private int integrityOffset = -1;
    private @Nullable String username;
    private @Nullable InetSocketAddress xorMappedAddress;
    private boolean useCandidate;
    private boolean controlling;
    private boolean controlled;
    private long priority = -1;
    private int errorCode;
    private int unknownRequired = -1;

    private StunMessage(byte[] raw) {
        this.raw = raw;
    }

    public static StunDecoded decode(byte[] buffer, int offset, int length) {
        if (length < Stun.HEADER_SIZE) {
            return new StunDecoded.Refused(StunDecoded.Reason.TOO_SHORT, length);
        }
        if ((buffer[offset] & 0xC0) != 0 || Stun.int32(buffer, offset + 4) != Stun.MAGIC_COOKIE) {
            return new StunDecoded.Refused(StunDecoded.Reason.NOT_STUN, 0);
        }
        int lengthField = Stun.uint16(buffer, offset + 2);
        if (lengthField != length - Stun.HEADER_SIZE || (lengthField & 3) != 0) {
            return new StunDecoded.Refused(StunDecoded.Reason.WRONG_LENGTH, 2);
        }
        return new StunMessage(Arrays.copyOfRange(buffer, offset, offset + length)).readAttributes();
    }

    /** Bytes of the whole message. */
    int size() {
        return raw.length;
    }

    int type() {
        return Stun.uint16(raw, 0);
    }

    boolean isTransaction(byte[] transactionId) {
        return Arrays.equals(
                raw,
                Stun.HEADER_SIZE - Stun.TRANSACTION_ID_SIZE,
                Stun.HEADER_SIZE,
                transactionId,
                0,
                transactionId.length);
    }

    byte[] transactionId() {
        return Arrays.copyOfRange(raw, Stun.HEADER_SIZE - Stun.TRANSACTION_ID_SIZE, Stun.HEADER_SIZE);
    }

    @Nullable
    String username() {
        return username;
    }

    @Nullable
    InetSocketAddress xorMappedAddress() {
        return xorMappedAddress;
    }

    boolean isUseCandidate() {
        return useCandidate;
    }

    boolean isFromControlling() {
        return controlling;
    }

    boolean isFromControlled() {
        return controlled;
    }

    /** -1 if absent. */
    long priority() {
        return priority;
    }

    /** 0 if absent. */
    int errorCode() {
        return errorCode;
    }

    /** The first attribute that must be understood and is not, or -1. */
    int unknownRequired() {
        return unknownRequired;
    }

    /** Whether there is a MESSAGE-INTEGRITY and it was made with this key. Takes the same time wherever they differ. */
    boolean hasIntegrity(byte[] key) {
        if (integrityOffset < 0) {
            return false;
        }
        int value = integrityOffset + Stun.ATTRIBUTE_HEADER_SIZE;
        byte[] claimed = Arrays.copyOfRange(raw, value, value + Stun.INTEGRITY_SIZE);
        return MessageDigest.isEqual(claimed, Stun.integrity(key, raw, 0, integrityOffset));
    }

    private StunDecoded readAttributes() {
        int at = Stun.HEADER_SIZE;
        for (int count = 0; at < raw.length; count++) {
            if (count == Stun.MAX_ATTRIBUTES) {
                return new StunDecoded.Refused(StunDecoded.Reason.TOO_MANY_ATTRIBUTES, at);
            }
            int type = Stun.uint16(raw, at);
            int size = Stun.uint16(raw, at + 2);
            int value = at + Stun.ATTRIBUTE_HEADER_SIZE;
            if (Stun.padded(size) > raw.length - value) {
                return new StunDecoded.Refused(StunDecoded.Reason.ATTRIBUTE_OVERRUN, at);
            }
            if (type == Stun.FINGERPRINT) {
                return readFingerprint(at, size);
            }
            if (integrityOffset < 0 && !readAttribute(type, at, value, size)) {
                return new StunDecoded.Refused(StunDecoded.Reason.MALFORMED_ATTRIBUTE, at);
            }
            at = value + Stun.padded(size);
        }
        return new StunDecoded.Ok(this);
    }

    /** RFC 8489 §14.7: "the FINGERPRINT attribute MUST be the last attribute in the message". */
    private StunDecoded readFingerprint(int at, int size) {
        int value = at + Stun.ATTRIBUTE_HEADER_SIZE;
        if (size != 4 || value + 4 != raw.length) {
            return new StunDecoded.Refused(StunDecoded.Reason.MALFORMED_ATTRIBUTE, at);
        }
        if (Stun.int32(raw, value) != Stun.fingerprint(raw, 0, at)) {
            return new StunDecoded.Refused(StunDecoded.Reason.WRONG_FINGERPRINT, at);
        }
        return new StunDecoded.Ok(this);
    }

    private boolean readAttribute(int type, int at, int value, int size) {
        switch (type) {
            case Stun.USERNAME -> {
                if (size > Stun.MAX_USERNAME_SIZE) {
                    return false;
                }
                username = new String(raw, value, size, StandardCharsets.UTF_8);
            }
            case Stun.MESSAGE_INTEGRITY -> {
                if (size != Stun.INTEGRITY_SIZE) {
                    return false;
                }
                integrityOffset = at;
            }
            case Stun.XOR_MAPPED_ADDRESS -> {
                xorMappedAddress = readXorAddress(value, size);
                return xorMappedAddress != null;
            }
            case Stun.PRIORITY -> {
                if (size != 4) {
                    return false;
                }
                priority = Stun.int32(raw, value) & 0xFFFFFFFFL;
            }
            case Stun.USE_CANDIDATE -> {
                useCandidate = true;
                return size == 0;
            }
            case Stun.ICE_CONTROLLING -> {
                controlling = true;
                return size == 8;
            }
            case Stun.ICE_CONTROLLED -> {
                controlled = true;
                return size == 8;
            }
            case Stun.ERROR_CODE -> {
                if (size < 4) {
                    return false;
                }
                errorCode = (raw[value + 2] & 7) * 100 + (raw[value + 3] & 0xFF);
            }
            default -> noteUnknown(type);
        }
        return true;
    }

    /** RFC 8489 §14: types below 0x8000 must be understood. 0x0001 to 0x0020 of the STUN RFCs are, in that they may be ignored. */
    private void noteUnknown(int type) {
        if (type < 0x8000 && type > Stun.XOR_MAPPED_ADDRESS && unknownRequired < 0) {
            unknownRequired = type;
        }
    }

    /** RFC 8489 §14.2: port and address, exclusive-or with the cookie and the transaction. */
    private @Nullable InetSocketAddress readXorAddress(int value, int size) {
        if (size < 4) {
            return null;
        }
        int family = raw[value + 1];
        int addressSize = family == 1 ? 4 : family == 2 ? 16 : 0;
        if (addressSize == 0 || size != 4 + addressSize) {
            return null;
        }
        int port = Stun.uint16(raw, value + 2) ^ Stun.MAGIC_COOKIE >>> 16;
        byte[] address = new byte[addressSize];
        for (int i = 0; i < addressSize; i++) {
            address[i] = (byte) (raw[value + 4 + i] ^ raw[4 + i]);
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }
}
