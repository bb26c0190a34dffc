package org.vsekai.server.log;

import java.util.logging.LogManager;

/**
 * The back end's manager without what it does of its own accord: it reads no set-up, and does not fall silent when the
 * process begins to end, which is just when a server has something to say.
 */
public final class SteadyLogManager extends LogManager {
    @Override
    public void readConfiguration() {}

    @Override
    public void reset() {}
}
