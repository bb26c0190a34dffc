package org.vsekai.archive.verify;

import java.util.function.LongFunction;
import org.vsekai.game.Realm;

/** Makes an empty region of the world, of the id that is to be given out next. */
interface ReplayedRealm extends LongFunction<Realm> {}
