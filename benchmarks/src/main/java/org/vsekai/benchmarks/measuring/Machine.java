package org.vsekai.benchmarks.measuring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** What the figures were taken on. */
public final class Machine {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private static final Path LOAD = Path.of("/proc/loadavg");
    private static final int SYNCS = 200;
    private static final int SYNCED_BYTES = 4_096;

    private Machine() {}

    /** CPU of this process so far. */
    public static long cpuNanos() {
        return SYSTEM.getProcessCpuTime();
    }

    /** @param folder where the stores are made */
    public static void describe(Path folder, ObjectNode machine) throws IOException {
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        machine.put("sharing", "clients and stores run on the same cores");
        machine.put("memoryMb", SYSTEM.getTotalMemorySize() >> 20);
        machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("java", System.getProperty("java.vm.version"));
        machine.put("fileSystem", Files.getFileStore(folder).type());
        if (Files.isReadable(LOAD)) {
            machine.put("loadBefore", Double.parseDouble(Files.readString(LOAD).split(" ", 2)[0]));
        }
        long[] nanos = syncNanos(folder.resolve("sync"));
        ObjectNode sync = machine.putObject("syncOf4kMs");
        sync.put("p50", nanos[SYNCS / 2] / 10_000 / 100.0).put("p99", nanos[SYNCS * 99 / 100] / 10_000 / 100.0);
    }

    /** How long the disk takes to keep four kilobytes: what one client alone cannot be faster than. */
    private static long[] syncNanos(Path file) throws IOException {
        long[] nanos = new long[SYNCS];
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int i = 0; i < SYNCS; i++) {
                long before = System.nanoTime();
                channel.write(ByteBuffer.allocate(SYNCED_BYTES));
                channel.force(false);
                nanos[i] = System.nanoTime() - before;
            }
        }
        Files.delete(file);
        Arrays.sort(nanos);
        return nanos;
    }
}
