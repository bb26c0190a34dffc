package org.vsekai.benchmarks.transport;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vsekai.benchmarks.measuring.Child;

/** What server and load generator have in common on this machine, and so take from one another. Linux only, from {@code /sys}. */
final class SharedHardware {
    private static final Path CORES = Path.of("/sys/devices/system/cpu");

    private SharedHardware() {}

    static void describe(int serverCore, int clientsCore, ObjectNode shared) throws IOException {
        shared.put("coresOfMachine", Runtime.getRuntime().availableProcessors());
        if (Child.canPin()) {
            shared.put("serverCore", serverCore).put("clientsCore", clientsCore);
        } else {
            shared.put("cores", "all, since taskset is missing");
        }
        addCaches(serverCore, clientsCore, shared.putArray("caches"));
        shared.put("kernel", "one, over loopback: whoever sends pays for the delivery to the other's socket");
    }

    private static void addCaches(int core, int other, ArrayNode caches) throws IOException {
        Path folder = CORES.resolve("cpu" + core).resolve("cache");
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> indices = Files.newDirectoryStream(folder, "index*")) {
            for (Path index : indices) {
                if (lists(text(index, "shared_cpu_list"), other)) {
                    caches.add("L" + text(index, "level") + " " + text(index, "size"));
                }
            }
        }
    }

    private static String text(Path folder, String name) throws IOException {
        return Files.readString(folder.resolve(name)).strip();
    }

    /** Whether a list such as {@code 0-3,8} has the core. */
    static boolean lists(String cores, int core) {
        for (String range : cores.split(",", -1)) {
            String[] ends = range.split("-", -1);
            if (core >= Integer.parseInt(ends[0]) && core <= Integer.parseInt(ends[ends.length - 1])) {
                return true;
            }
        }
        return false;
    }
}
