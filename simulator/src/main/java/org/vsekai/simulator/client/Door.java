package org.vsekai.simulator.client;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vsekai.gateway.JoinOutcome;
import org.vsekai.simulator.net.Link;

/** Where players come in: the server, if there is one at the moment. */
public interface Door {
    /** @param link null when the wish was refused */
    record Answer(JoinOutcome outcome, @Nullable Link link) {}

    /** Asks to be let in. The answer comes later, or never. */
    void join(Player player, Consumer<Answer> answered);
}
