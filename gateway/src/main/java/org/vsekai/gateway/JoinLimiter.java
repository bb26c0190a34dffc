package org.vsekai.gateway;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.vsekai.core.TokenBucket;

/**
 * How often one address may join. An IPv6 address stands for its /64, which one host has to itself. Remembers at most
 * {@link #MAX_ADDRESSES}, dropping the one that was longest quiet; a limit over all addresses holds where that is
 * outrun. For any thread.
 */
final class JoinLimiter {
    static final int MAX_ADDRESSES = 4_096;

    /** A join costs so many tokens, so that a rate per minute is a whole number of tokens per second. */
    private static final int TOKENS_PER_JOIN = 60;

    /** Joins per second from everywhere together, as a multiple of what one address may do in a minute. */
    private static final int EVERYWHERE_FACTOR = 4;

    private final int joinsPerMinute;
    private final TokenBucket everywhere;
    private final Map<String, TokenBucket> byAddress = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TokenBucket> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };

    JoinLimiter(int joinsPerMinute, long nowNanos) {
        this.joinsPerMinute = joinsPerMinute;
        int perSecond = joinsPerMinute * EVERYWHERE_FACTOR;
        everywhere = new TokenBucket(perSecond, perSecond, nowNanos);
    }

    /** 0 when the join may go on; otherwise after how many seconds to try again. */
    synchronized int secondsToWait(String remoteAddress, long nowNanos) {
        TokenBucket bucket = byAddress.computeIfAbsent(
                networkOf(remoteAddress),
                network -> new TokenBucket(joinsPerMinute, (long) joinsPerMinute * TOKENS_PER_JOIN, nowNanos));
        long waitNanos = Math.max(bucket.nanosUntil(TOKENS_PER_JOIN, nowNanos), everywhere.nanosUntil(1, nowNanos));
        if (waitNanos > 0) {
            return (int) TimeUnit.NANOSECONDS.toSeconds(waitNanos) + 1;
        }
        bucket.tryTake(TOKENS_PER_JOIN, nowNanos);
        everywhere.tryTake(1, nowNanos);
        return 0;
    }

    /** Resolves no names: what is no literal address stands for itself. */
    static String networkOf(String remoteAddress) {
        try {
            InetAddress address = InetAddress.ofLiteral(remoteAddress);
            if (address instanceof Inet6Address) {
                byte[] prefix = Arrays.copyOf(Arrays.copyOf(address.getAddress(), 8), 16);
                return InetAddress.getByAddress(prefix).getHostAddress() + "/64";
            }
            return address.getHostAddress();
        } catch (IllegalArgumentException | java.net.UnknownHostException e) {
            return remoteAddress;
        }
    }
}
