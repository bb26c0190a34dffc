package org.vsekai.storage.disk;

/**
 * A number in a file, big-endian, stored without a system call: it outlives the process at once, and the system writes it to
 * the disk when it likes. After a power cut it is one of the values that it had since it was opened.
 */
public interface LongCell extends AutoCloseable {
    long get();

    void set(long value);

    @Override
    void close();
}
