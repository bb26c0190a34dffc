package org.vsekai.rtc.lab.interop;

import java.util.Locale;

/** WebRTC stacks that we did not write. */
public enum Stack {
    /** Debian's Chromium: one page holds all connections. 500 is the most that Chromium lets a page have. */
    CHROMIUM(500, 25),
    /** As desktop Godot uses it. */
    LIBDATACHANNEL(100, 25),
    /** Google's library outside of a browser. It opens some 80 sockets for each connection, so a process has few. */
    LIBWEBRTC(25, 10),
    /** TypeScript throughout. */
    WERIFT(20, 10);

    private final int mostInAProcess;
    private final int window;

    Stack(int mostInAProcess, int window) {
        this.mostInAProcess = mostInAProcess;
        this.window = window;
    }

    /** As options, reports and the clients have it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    int mostInAProcess() {
        return mostInAProcess;
    }

    /** Connections of a process that do something at a time; all others are up and idle. */
    int window() {
        return window;
    }
}
