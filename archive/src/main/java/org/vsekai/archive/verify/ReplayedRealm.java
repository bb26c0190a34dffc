package org.vsekai.archive.verify;

import java.util.function.Function;
import org.vsekai.game.EntityIds;
import org.vsekai.game.Realm;

/** Makes an empty region of the world, of the ids that it may give out. */
interface ReplayedRealm extends Function<EntityIds, Realm> {}
