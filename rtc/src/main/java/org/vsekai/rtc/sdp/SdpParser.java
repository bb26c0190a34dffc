package org.vsekai.rtc.sdp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.vsekai.rtc.dtls.Fingerprint;
import org.vsekai.rtc.ice.IceCredentials;
import org.vsekai.rtc.sdp.SdpParsed.Refused;

/**
 * Reads offers and answers. Attributes of the session apply to the section unless it has its own (RFC 8839 §5.4, RFC 8122
 * §5). Unknown lines are skipped, as RFC 8866 §5 demands, and nothing unknown is kept, so nothing unknown can be echoed.
 */
public final class SdpParser {
    public static final int MAX_CHARS = 16 * 1024;

    private static final int MAX_CANDIDATES = 16;
    private static final char ZONE = '%';
    private static final int DEFAULT_MAX_MESSAGE_SIZE = 65_536;
    private static final long LARGEST_MAX_MESSAGE_SIZE = 1L << 40;
    private static final Pattern MID = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`{|}~-]{1,32}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,12}");
    private static final Pattern SPACES = Pattern.compile(" +");
    private static final Pattern LINE_END = Pattern.compile("\r?\n");

    private final String what;
    private @Nullable String ufrag;
    private @Nullable String password;
    private @Nullable Fingerprint fingerprint;
    private @Nullable Setup setup;
    private @Nullable String mid;
    private boolean foreignFingerprint;
    private boolean dataChannels;
    private boolean legacySctp;
    private int sections;
    private long sctpPort = SessionDescription.SCTP_PORT;
    private long maxMessageSize = DEFAULT_MAX_MESSAGE_SIZE;
    private final List<InetSocketAddress> candidates = new ArrayList<>();

    private SdpParser(String what) {
        this.what = what;
    }

    public static SdpParsed parseOffer(String sdp) {
        return new SdpParser("offer").parse(sdp);
    }

    public static SdpParsed parseAnswer(String sdp) {
        return new SdpParser("answer").parse(sdp);
    }

    private SdpParsed parse(String sdp) {
        if (sdp.length() > MAX_CHARS) {
            return new Refused("The " + what + " is larger than 16 kB.");
        }
        if (!sdp.startsWith("v=0")) {
            return new Refused("The " + what + " is not SDP: it does not begin with v=0.");
        }
        LINE_END.splitAsStream(sdp).forEach(this::readLine);
        String missing = whatIsWrong();
        return missing != null ? new Refused("The " + what + " " + missing) : new SdpParsed.Ok(description());
    }

    private void readLine(String line) {
        if (line.startsWith("m=")) {
            sections++;
            readSection(SPACES.split(line.substring(2)));
        } else if (line.startsWith("a=")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                readAttribute(
                        line.substring(2, colon), line.substring(colon + 1).strip());
            }
        }
    }

    private void readSection(String[] fields) {
        boolean application = fields.length >= 4 && fields[0].equals("application") && fields[2].endsWith("DTLS/SCTP");
        dataChannels |= application && fields[3].equals("webrtc-datachannel");
        legacySctp |= application && NUMBER.matcher(fields[3]).matches();
    }

    private void readAttribute(String name, String value) {
        switch (name) {
            case "ice-ufrag" -> ufrag = value;
            case "ice-pwd" -> password = value;
            case "mid" -> mid = value;
            case "fingerprint" -> readFingerprint(value);
            case "setup" -> setup = readSetup(value);
            case "sctp-port" -> sctpPort = readNumber(value);
            case "max-message-size" -> maxMessageSize = readNumber(value);
            case "candidate" -> readCandidate(SPACES.split(value));
            default -> {
                // RFC 8866 §5: "if an attribute is received that is not understood, it MUST be ignored".
            }
        }
    }

    /** RFC 8122 §5 allows several; the first SHA-256 is the one that is checked. */
    private void readFingerprint(String value) {
        int space = value.indexOf(' ');
        if (space < 0 || !value.substring(0, space).toLowerCase(Locale.ROOT).equals("sha-256")) {
            foreignFingerprint = true;
        } else if (fingerprint == null) {
            fingerprint = Fingerprint.parse(value.substring(space + 1).strip());
        }
    }

    private static @Nullable Setup readSetup(String value) {
        for (Setup setup : Setup.values()) {
            if (setup.text().equals(value)) {
                return setup;
            }
        }
        return null;
    }

    /**
     * RFC 8839 §5.1. Only UDP and literal addresses; names (mDNS) are not looked up, nor are the zones of link-local addresses, which mean nothing to
     * another machine: the name of one would make the operating system list its interfaces.
     */
    private void readCandidate(String[] fields) {
        if (fields.length < 8 || candidates.size() == MAX_CANDIDATES) {
            return;
        }
        boolean usable = fields[1].equals("1") && fields[2].equalsIgnoreCase("udp") && fields[4].indexOf(ZONE) < 0;
        long port = readNumber(fields[5]);
        if (usable && port > 0 && port < 65_536) {
            try {
                candidates.add(new InetSocketAddress(InetAddress.ofLiteral(fields[4]), (int) port));
            } catch (IllegalArgumentException notAnAddress) {
                // A host name: RFC 8839 §5.1 lets us ignore the candidate.
            }
        }
    }

    /** -1 unless a plain number. */
    private static long readNumber(String text) {
        return NUMBER.matcher(text).matches() ? Long.parseLong(text) : -1;
    }

    private @Nullable String whatIsWrong() {
        if (!dataChannels) {
            return legacySctp
                    ? "uses the data-channel SDP of before 2017 (DTLS/SCTP with a port number), which is not supported."
                    : "has no data-channel section: create the data channels before it.";
        } else if (sections > 1) {
            return "has other sections than the data channels': leave audio and video out.";
        } else if (ufrag == null || !IceCredentials.isUfrag(ufrag)) {
            return "has no valid a=ice-ufrag line.";
        } else if (password == null || !IceCredentials.isPassword(password)) {
            return "has no valid a=ice-pwd line.";
        } else if (fingerprint == null) {
            return foreignFingerprint
                    ? "has no sha-256 fingerprint, only other kinds."
                    : "has no valid a=fingerprint:sha-256 line.";
        } else if (setup == null) {
            return "has no valid a=setup line.";
        } else if (mid == null || !MID.matcher(mid).matches()) {
            return "has no valid a=mid line.";
        } else if (sctpPort < 1 || sctpPort > 65_535) {
            return "has a wrong a=sctp-port line.";
        } else if (maxMessageSize < 0 || maxMessageSize > LARGEST_MAX_MESSAGE_SIZE) {
            return "has a wrong a=max-message-size line.";
        }
        return null;
    }

    private SessionDescription description() {
        return new SessionDescription(
                required(mid),
                new IceCredentials(required(ufrag), required(password)),
                required(fingerprint),
                required(setup),
                (int) sctpPort,
                maxMessageSize,
                candidates);
    }

    private static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("whatIsWrong found every attribute in place");
        }
        return value;
    }
}
