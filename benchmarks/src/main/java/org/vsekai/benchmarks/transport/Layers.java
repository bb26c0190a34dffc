package org.vsekai.benchmarks.transport;

import java.util.List;

/** Whose work a stack trace shows. */
final class Layers {
    /** The kernel's work, and the way there. */
    static final String KERNEL = "kernel";

    /** A record's sealing and opening. */
    static final String CRYPTO = "crypto";

    /** None of our classes is on the stack: the Java runtime's own work. */
    static final String RUNTIME = "runtime";

    /** What the benchmark itself does with a message. */
    static final String LISTENER = "listener";

    private static final String BENCHMARK = "org.vsekai.benchmarks.";
    private static final String OURS = "org.vsekai.";
    private static final String SYSTEM_CALLS = "org.vsekai.rtc.udp.Libc";
    private static final String RECORDS = "org.vsekai.rtc.dtls.RecordCipher";

    private Layers() {}

    /**
     * The kernel and the ciphers have what is called from their classes; all else belongs to the package of the first class of ours.
     *
     * @param classes names of the frames' classes, the innermost first
     */
    static String of(List<String> classes) {
        String layer = RUNTIME;
        for (String name : classes) {
            if (isOrIsWithin(name, SYSTEM_CALLS)) {
                return KERNEL;
            }
            if (isOrIsWithin(name, RECORDS)) {
                return CRYPTO;
            }
            if (layer.equals(RUNTIME) && name.startsWith(OURS)) {
                layer = packageOf(name);
            }
        }
        return layer;
    }

    private static boolean isOrIsWithin(String name, String outer) {
        return name.equals(outer) || name.startsWith(outer + "$");
    }

    private static String packageOf(String name) {
        if (name.startsWith(BENCHMARK)) {
            return LISTENER;
        }
        String packages = name.substring(0, name.lastIndexOf('.'));
        return packages.substring(packages.lastIndexOf('.') + 1);
    }
}
