package org.vsekai.rtc.lab.interop;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** How many connections of which stack. */
public final class InteropOptions {
    @Option(
            names = "--chromium",
            paramLabel = "N",
            defaultValue = "500",
            description = "Connections of one page in Chromium (${DEFAULT-VALUE}).")
    private int chromium;

    @Option(
            names = "--libdatachannel",
            paramLabel = "N",
            defaultValue = "100",
            description = "Connections of libdatachannel, which desktop Godot uses (${DEFAULT-VALUE}).")
    private int libdatachannel;

    @Option(
            names = "--libwebrtc",
            paramLabel = "N",
            defaultValue = "100",
            description = "Connections of libwebrtc outside of a browser (${DEFAULT-VALUE}).")
    private int libwebrtc;

    @Option(
            names = "--werift",
            paramLabel = "N",
            defaultValue = "20",
            description = "Connections of werift (${DEFAULT-VALUE}).")
    private int werift;

    @Option(
            names = "--rough",
            paramLabel = "N",
            defaultValue = "10",
            description = "Connections of each of these on a bad link (${DEFAULT-VALUE}).")
    private int rough;

    @Option(names = "--no-interop", description = "Without the stacks of others.")
    private boolean isLeftOut;

    public boolean isLeftOut() {
        return isLeftOut;
    }

    public boolean isSensible() {
        return chromium >= 0 && libdatachannel >= 0 && libwebrtc >= 0 && werift >= 0 && rough > 0;
    }

    public Interop interop(Consumer<String> say) {
        Map<Stack, Integer> wanted = new EnumMap<>(Stack.class);
        wanted.put(Stack.CHROMIUM, chromium);
        wanted.put(Stack.LIBDATACHANNEL, libdatachannel);
        wanted.put(Stack.LIBWEBRTC, libwebrtc);
        wanted.put(Stack.WERIFT, werift);
        return new Interop(wanted, rough, say);
    }
}
