package org.vsekai.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.vsekai.server.config.HostPort;

/** From what a host wrote to an address that can be bound, and from the system's refusal to words. */
final class Addresses {
    private Addresses() {}

    /** @throws CannotStartException if the name has no address */
    static InetSocketAddress resolve(HostPort where, String flag) {
        InetSocketAddress address = where.resolve();
        if (address.isUnresolved()) {
            throw new CannotStartException(
                    "there is no address for the name \"" + where.host() + "\" (" + flag + " " + where + ")", null);
        }
        return address;
    }

    /** The system's refusal of an address as a sentence. */
    static CannotStartException cannotBind(IOException refused, HostPort where, String flag) {
        String reason = String.valueOf(refused.getMessage());
        String why = reason.contains("in use")
                ? "another program uses it. Stop that one, or choose another"
                : reason + ". Choose another";
        return new CannotStartException("can't listen on " + where + ": " + why + " with " + flag, refused);
    }
}
