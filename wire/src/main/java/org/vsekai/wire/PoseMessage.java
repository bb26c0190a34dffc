package org.vsekai.wire;

import org.vsekai.core.Pose;

/**
 * What a client sends at its pose rate.
 *
 * @param sequence 0 to 65,535, wraps around
 * @param snapshotTick low 32 bits of the newest snapshot's tick that the client has decoded, unsigned; 0 for none
 */
public record PoseMessage(int sequence, long snapshotTick, Pose pose) {}
