package org.vsekai.simulator.store;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that is durable now.
 *
 * @param version of its commit; only grows
 * @param life of the server that sent it
 * @param changes each key that it changed with its value, null where it is gone; in the order of keys
 */
public record CommittedTransaction(long version, int life, Map<byte[], byte @Nullable []> changes) {}
