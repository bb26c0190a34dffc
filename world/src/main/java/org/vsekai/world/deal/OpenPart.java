package org.vsekai.world.deal;

import java.util.List;
import org.vsekai.game.Actor;
import org.vsekai.game.SetAside;
import org.vsekai.sim.RegionId;

/**
 * What a participant has set aside and awaits the decision of. Immutable; stored from the frame that votes to the frame that takes
 * the decision.
 *
 * @param home the coordinator
 */
public record OpenPart(TransactionId id, RegionId home, Actor actor, List<SetAside> asides) {}
