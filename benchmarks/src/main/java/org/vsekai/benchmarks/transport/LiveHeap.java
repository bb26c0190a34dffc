package org.vsekai.benchmarks.transport;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What is reachable on the heap of this process, to the byte: the virtual machine's histogram of classes, which collects, stops all threads
 * and counts what it can reach. The heap's own "used" counts pages of megabytes and whatever was allocated during the collection, which
 * under traffic is more than the peers.
 */
final class LiveHeap {
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)\\s*$");

    private LiveHeap() {}

    static long bytes() throws IOException {
        try {
            var histogram = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            return total(histogram);
        } catch (JMException e) {
            throw new IOException("this virtual machine has no histogram of its heap", e);
        }
    }

    /** The sum at the end of a histogram. */
    static long total(String histogram) throws IOException {
        Matcher total = TOTAL.matcher(histogram);
        if (!total.find()) {
            throw new IOException("a histogram of the heap without its total");
        }
        return Long.parseLong(total.group(1));
    }
}
