package org.vsekai.game;

/**
 * A trade that a player has proposed: part of the proposer's avatar. Nothing is set aside for it; whether both can keep it is
 * seen when it is accepted.
 *
 * @param sequence of the action that made it
 * @param toPlayerId who alone may accept it
 * @param gives what the proposer would give
 * @param wants what the proposer would get
 */
public record StandingOffer(long sequence, long toPlayerId, Items gives, Items wants) {}
