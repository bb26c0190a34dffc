package org.vsekai.server.log;

import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Sends the log to standard error, which is kept apart from what a command answers on standard output. */
public final class Logging {
    /** Held, as the back end lets go of loggers, and of their levels, that nobody holds. */
    private static @Nullable Logger ours;

    private Logging() {}

    /**
     * Replaces the back end's own set-up. Libraries say warnings only; the level is for our own code. To be called before
     * anything logs, once.
     */
    public static synchronized void toStandardError(org.slf4j.event.Level level) {
        System.setProperty("java.util.logging.manager", SteadyLogManager.class.getName());
        Handler handler = new ConsoleHandler();
        handler.setLevel(Level.ALL);
        handler.setFormatter(new LogLine());
        Logger root = Logger.getLogger("");
        root.setLevel(Level.WARNING);
        for (Handler other : root.getHandlers()) {
            root.removeHandler(other);
        }
        root.addHandler(handler);
        ours = Logger.getLogger("org.vsekai");
        ours.setLevel(backEndLevel(level));
    }

    private static Level backEndLevel(org.slf4j.event.Level level) {
        return switch (level) {
            case ERROR -> Level.SEVERE;
            case WARN -> Level.WARNING;
            case INFO -> Level.INFO;
            case DEBUG, TRACE -> Level.FINE;
        };
    }
}
