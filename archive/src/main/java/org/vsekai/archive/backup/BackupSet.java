package org.vsekai.archive.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vsekai.archive.ArchiveException;
import org.vsekai.storage.disk.Disk;

/**
 * A folder of backups of one world: {@code 000001-base.backup}, {@code 000002-increment.backup} and so on. Files whose name
 * ends in {@code .partial} were begun and not completed: they count as nothing, and the next backup deletes them.
 */
public final class BackupSet {
    private static final Pattern FILE = Pattern.compile("(\\d{6,12})-(base|increment)\\.backup");

    private static final String PARTIAL = ".partial";

    /** Of a folder's other files, in an error. */
    private static final int MAX_NAMED = 3;

    private final Disk disk;
    private final Path folder;

    /** A file of the set, usable or not. */
    public sealed interface Item permits Backup, Unusable {
        String name();
    }

    /** A file that is damaged, missing, or continues one that is. */
    public record Unusable(String name, String why) implements Item {}

    public BackupSet(Disk disk, Path folder) {
        this.disk = disk;
        this.folder = folder;
    }

    Disk disk() {
        return disk;
    }

    public Path folder() {
        return folder;
    }

    /** Makes the folder where it is missing, and deletes what was begun and not completed. Refuses a folder of something else. */
    void prepare() {
        try {
            disk.createFolders(folder);
            List<String> names = disk.list(folder);
            if (!names.isEmpty() && names.stream().noneMatch(BackupSet::isOurs)) {
                throw new ArchiveException(folder + " holds something else ("
                        + String.join(", ", names.subList(0, Math.min(MAX_NAMED, names.size())))
                        + ") and no backups; nothing was changed. Name an empty or new folder");
            }
            for (String name : names) {
                if (name.endsWith(PARTIAL) && isOurs(name)) {
                    disk.delete(folder.resolve(name));
                }
            }
        } catch (IOException failure) {
            throw new ArchiveException("can't write into " + folder + ": " + failure, failure);
        }
    }

    private static boolean isOurs(String name) {
        return FILE.matcher(name.endsWith(PARTIAL) ? name.substring(0, name.length() - PARTIAL.length()) : name)
                .matches();
    }

    /** Begins the file of the next backup. */
    BlockWriter begin(long number, boolean isBase) {
        String name = digits(number) + (isBase ? "-base.backup" : "-increment.backup");
        return new BlockWriter(disk, folder, name + PARTIAL, name);
    }

    /** Everything in the set, in order. Reads each file's ends alone. */
    public List<Item> items() {
        List<Item> items = new ArrayList<>();
        long expected = 0;
        for (String name : names()) {
            Matcher file = FILE.matcher(name);
            if (!file.matches()) {
                continue;
            }
            long number = Long.parseLong(file.group(1));
            if (expected > 0 && expected < number) {
                items.add(missing(expected, number - 1));
            }
            expected = number + 1;
            items.add(item(number, folder.resolve(name), items));
        }
        return List.copyOf(items);
    }

    /** However many are missing: a number may be anything. */
    private static Unusable missing(long first, long last) {
        return first == last
                ? new Unusable(digits(first), "it is missing")
                : new Unusable(digits(first) + " to " + digits(last), "they are missing");
    }

    /** As names have a number, whatever the machine's language is. */
    private static String digits(long number) {
        return String.format(Locale.ROOT, "%06d", number);
    }

    private List<String> names() {
        try {
            if (!disk.isFolder(folder)) {
                throw new ArchiveException("there is no folder " + folder);
            }
            return disk.list(folder);
        } catch (IOException failure) {
            throw new ArchiveException("can't read " + folder + ": " + failure, failure);
        }
    }

    private Item item(long number, Path file, List<Item> before) {
        String name = String.valueOf(file.getFileName());
        Backup backup;
        try {
            BlockReader.Ends ends = BlockReader.ends(disk, file);
            backup = new Backup(number, file, disk.size(file), ends.header(), ends.footer());
        } catch (ArchiveException damage) {
            return new Unusable(name, String.valueOf(damage.getMessage()));
        } catch (IOException failure) {
            return new Unusable(name, "can't be read: " + failure);
        }
        if (backup.isBase()
                || (!before.isEmpty() && before.getLast() instanceof Backup last && backup.continues(last))) {
            return backup;
        }
        return new Unusable(name, "what it continues is missing or damaged");
    }

    /** What can be restored, oldest first. */
    public List<Chain> chains() {
        return chains(items());
    }

    /** The chains of these items of a set. */
    public static List<Chain> chains(List<Item> items) {
        List<List<Backup>> chains = new ArrayList<>();
        for (Item item : items) {
            if (item instanceof Backup backup) {
                if (backup.isBase()) {
                    chains.add(new ArrayList<>());
                }
                chains.getLast().add(backup);
            }
        }
        List<Chain> found = new ArrayList<>();
        chains.forEach(backups -> found.add(Chain.after(found, backups)));
        return List.copyOf(found);
    }

    /** The number of the next backup. */
    static long nextNumber(List<Item> items) {
        if (items.isEmpty()) {
            return 1;
        }
        Matcher digits = Pattern.compile("\\d+").matcher(items.getLast().name());
        return digits.find() ? Long.parseLong(digits.group()) + 1 : 1;
    }
}
