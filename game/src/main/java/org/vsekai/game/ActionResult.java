package org.vsekai.game;

/**
 * The fate of one action; final once the frame that holds it is durable.
 *
 * @param sequence the player's own numbering, from 1, dense
 * @param entityId what the action made or touched; 0 for nothing
 */
public record ActionResult(long sequence, Reason reason, long entityId) {}
