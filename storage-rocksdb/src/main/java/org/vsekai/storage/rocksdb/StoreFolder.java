package org.vsekai.storage.rocksdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.vsekai.storage.CannotOpenException;
import org.vsekai.storage.disk.AppendFile;
import org.vsekai.storage.disk.Disk;

/**
 * The folder of a store: whose it is and whether it may be opened. A text file names the format:
 *
 * <pre>
 * V-Sekai store on RocksDB
 * format 1
 * </pre>
 *
 * A new store is begun with that file under the name {@code FORMAT.creating} and complete with the rename to {@code FORMAT}:
 * so a folder with {@code FORMAT} must hold everything, and a creation that was cut short is taken up again. Both are synced.
 * A store of an older format is brought up step by step ({@link FormatStep}); the file is replaced after each.
 */
final class StoreFolder {
    static final String FORMAT_FILE = "FORMAT";

    static final String CREATING_FILE = "FORMAT.creating";

    private static final String TITLE = "V-Sekai store on RocksDB";

    private static final Pattern FORMAT = Pattern.compile(Pattern.quote(TITLE) + "\\nformat ([1-9][0-9]{0,8})\\n");

    private static final int MAX_FORMAT_SIZE = 1_024;

    /** What a fresh file system's root holds. */
    private static final String FRESH_FILE_SYSTEM = "lost+found";

    private static final Pattern ROCKS_FILE =
            Pattern.compile("\\d{6,}\\.(?:sst|log|blob)|MANIFEST-\\d+|CURRENT|IDENTITY");

    private final Disk disk;
    private final Path folder;
    private final boolean isNew;
    private int format;

    private StoreFolder(Disk disk, Path folder, int format, boolean isNew) {
        this.format = format;
        this.disk = disk;
        this.folder = folder;
        this.isNew = isNew;
    }

    /** Looks whose the folder is; begins a new store in an empty or absent one. */
    static StoreFolder enter(Disk disk, Path folder) {
        return enter(disk, folder, FormatStep.newestFormat(FormatStep.ALL));
    }

    /** @param newestFormat what this program writes; it reads all before */
    static StoreFolder enter(Disk disk, Path folder, int newestFormat) {
        Path absolute = folder.toAbsolutePath();
        try {
            if (disk.exists(absolute) && !disk.isFolder(absolute)) {
                throw new CannotOpenException(
                        absolute + " is a file; the store needs a folder. Name another one.", null);
            }
            disk.createFolders(absolute);
            if (disk.exists(absolute.resolve(FORMAT_FILE))) {
                return new StoreFolder(
                        disk, absolute, readFormat(disk, absolute.resolve(FORMAT_FILE), newestFormat), false);
            }
            if (!disk.exists(absolute.resolve(CREATING_FILE))) {
                checkEmpty(disk, absolute);
                writeFormat(disk, absolute, CREATING_FILE, newestFormat);
            }
            syncNames(disk, absolute);
            return new StoreFolder(
                    disk, absolute, readFormat(disk, absolute.resolve(CREATING_FILE), newestFormat), true);
        } catch (IOException | UncheckedIOException failure) {
            throw new CannotOpenException(
                    "The folder " + absolute + " can't be used: " + failure + ". Check its owner and permissions.",
                    failure);
        }
    }

    Path path() {
        return folder;
    }

    /** Whether the store was never opened before. */
    boolean isNew() {
        return isNew;
    }

    /** The new store is complete. */
    void created() throws IOException {
        disk.rename(folder.resolve(CREATING_FILE), folder.resolve(FORMAT_FILE));
        disk.syncFolder(folder);
    }

    int format() {
        return format;
    }

    /** The store's content is of the next format now. Durable on return. */
    void migratedTo(int newFormat) throws IOException {
        writeFormat(disk, folder, FORMAT_FILE, newFormat);
        disk.syncFolder(folder);
        format = newFormat;
    }

    private static int readFormat(Disk disk, Path file, int newestFormat) throws IOException {
        String text = disk.size(file) <= MAX_FORMAT_SIZE
                ? new String(disk.read(file, MAX_FORMAT_SIZE), StandardCharsets.ISO_8859_1)
                : "";
        Matcher format = FORMAT.matcher(text);
        if (!format.matches()) {
            throw new CannotOpenException(
                    "The store is damaged: " + file
                            + " doesn't say what format it is. Restore the folder from a backup.",
                    null);
        }
        int version = Integer.parseInt(format.group(1));
        if (version > newestFormat) {
            throw new CannotOpenException(
                    "The store in " + file.getParent() + " has format " + version
                            + "; this program knows formats up to " + newestFormat
                            + ". It was written by a newer version: use that one. Nothing was changed.",
                    null);
        }
        return version;
    }

    private static void checkEmpty(Disk disk, Path folder) throws IOException {
        List<String> content = disk.list(folder).stream()
                .filter(name -> !name.equals(FRESH_FILE_SYSTEM) && !name.equals(CREATING_FILE + ".tmp"))
                .limit(3)
                .toList();
        if (!content.isEmpty()) {
            throw new CannotOpenException(
                    "The folder " + folder + " holds something else (" + String.join(", ", content)
                            + ") and no store. Name an empty or new folder. Nothing was changed.",
                    null);
        }
    }

    private static void writeFormat(Disk disk, Path folder, String name, int format) throws IOException {
        Path temporary = folder.resolve(name + ".tmp");
        byte[] text = (TITLE + "\nformat " + format + "\n").getBytes(StandardCharsets.US_ASCII);
        try (AppendFile file = disk.create(temporary)) {
            file.append(ByteBuffer.wrap(text));
            file.sync();
        }
        disk.rename(temporary, folder.resolve(name));
    }

    /**
     * Before RocksDB writes anything. Also where the names are there already: a process that died may have made them and not
     * synced them, and RocksDB's files without {@code FORMAT.creating} would look like somebody else's.
     */
    private static void syncNames(Disk disk, Path folder) throws IOException {
        disk.syncFolder(folder);
        Path parent = folder.getParent();
        if (parent != null) {
            disk.syncFolder(parent);
        }
    }

    /** What RocksDB's failure to open means, for a person. */
    CannotOpenException explain(RocksDBException failure) {
        String detail = String.valueOf(failure.getMessage());
        Status status = failure.getStatus();
        Status.Code code = status == null ? Status.Code.Undefined : status.getCode();
        if (detail.contains("/LOCK:") || detail.contains("lock file") || detail.contains("lock hold by")) {
            return new CannotOpenException(
                    "The store in " + folder
                            + " is in use by another process. Stop that one first, or name another folder.",
                    failure);
        }
        Matcher file = ROCKS_FILE.matcher(detail.replace(folder.toString(), ""));
        if (detail.contains("no WAL files")) {
            return damaged("its log (*.log) is missing (" + detail + ")", failure);
        }
        boolean missing = detail.contains("No such file") || detail.contains("does not exist");
        if (code == Status.Code.Corruption || missing || code == Status.Code.NotFound) {
            String culprit = file.find() ? file.group() : "CURRENT or MANIFEST";
            return damaged(culprit + (missing ? " is missing" : " is unreadable") + " (" + detail + ")", failure);
        }
        return new CannotOpenException("The store in " + folder + " can't be opened: " + detail, failure);
    }

    CannotOpenException damaged(String what, @Nullable Throwable cause) {
        return new CannotOpenException(
                "The store in " + folder + " is damaged: " + what
                        + ". Restore the folder from a backup; to look into it, work on a copy.",
                cause);
    }
}
