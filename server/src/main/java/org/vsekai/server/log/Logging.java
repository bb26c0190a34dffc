package org.vsekai.server.log;

import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** Sends the log to standard error, which is kept apart from what a command answers on standard output. */
public final class Logging {
    /** Held, as the back end lets go of loggers, and of their levels, that nobody holds. */
    private static final Logger OURS = Logger.getLogger("org.vsekai");

    private Logging() {}

    /** Replaces the back end's own set-up. Libraries say warnings only; the level is for our own code. */
    public static void toStandardError(org.slf4j.event.Level level) {
        LogManager.getLogManager().reset();
        Handler handler = new ConsoleHandler();
        handler.setLevel(Level.ALL);
        handler.setFormatter(new LogLine());
        Logger root = Logger.getLogger("");
        root.setLevel(Level.WARNING);
        root.addHandler(handler);
        OURS.setLevel(backEndLevel(level));
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
