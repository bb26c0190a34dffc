package org.vsekai.world;

/** The way from one host to another, itself included. Keeps the order of what goes from one to another; must not block. */
@FunctionalInterface
public interface Post {
    /** @param host from 0; see {@link HostPlan} */
    void send(int host, HostMessage message);
}
