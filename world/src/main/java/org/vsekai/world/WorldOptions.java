package org.vsekai.world;

import java.security.SecureRandom;
import java.util.OptionalLong;

/**
 * @param name which of the worlds in the store; 1 to 64 characters
 * @param seed for a new world; empty draws one. A world that exists keeps its seed: naming another is refused
 * @param random where tokens and new seeds come from
 */
public record WorldOptions(String name, OptionalLong seed, SecureRandom random) {}
