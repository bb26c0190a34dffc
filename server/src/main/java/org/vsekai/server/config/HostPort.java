package org.vsekai.server.config;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where to listen.
 *
 * @param host a name or an IP address, IPv6 without its brackets
 * @param port 0 to 65535; 0 lets the system choose
 */
public record HostPort(String host, int port) {
    private static final int MAX_PORT = 65_535;

    /** Reads {@code host:port} or {@code [ipv6]:port}; empty for anything else. */
    static Optional<HostPort> parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            return Optional.empty();
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.contains(":")) {
            return Optional.empty();
        }
        String port = text.substring(colon + 1);
        boolean isNumber = !port.isEmpty() && port.length() <= 5 && port.chars().allMatch(c -> c >= '0' && c <= '9');
        if (host.isBlank() || !isNumber || Integer.parseInt(port) > MAX_PORT) {
            return Optional.empty();
        }
        return Optional.of(new HostPort(host, Integer.parseInt(port)));
    }

    /** Looks the name up; the address is unresolved where there is none. */
    public InetSocketAddress resolve() {
        return new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
