package org.vsekai.storage.disk;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that does what POSIX allows a disk to do, and no more good than that:
 *
 * <ul>
 *   <li>{@link #crashAt} takes the power away before an operation, {@link #failAt} fails one with an IOException, {@link
 *       #limit} fills the disk. Every call of the port counts as an operation, {@code exists} and {@code size} excepted.
 *   <li>{@link #crash} is the disk after a power cut. Bytes that were not synced are gone, or there as far as any byte, or as
 *       zeros; names that were not synced by {@code syncFolder} are made, renamed or deleted, or not, each for itself, also
 *       those of a file that was synced. Files don't wait for each other.
 *   <li>{@link #restart} is the disk after the death of the process alone: nothing is lost.
 *   <li>After a failed sync the bytes can still be read, and a later sync that succeeds doesn't make them durable.
 * </ul>
 *
 * The same operations and the same {@link Fate} give the same disk. Any thread; one at a time.
 */
public final class FaultyDisk implements Disk {
    /** A name that was given or taken since its folder was synced. A rename has two sides, and is done whole or not. */
    private record NameChange(
            Inode.@Nullable Folder from, String oldName, Inode.@Nullable Folder to, String newName, Inode inode) {
        boolean touches(Inode.Folder folder) {
            return from == folder || to == folder;
        }

        void become(SureNames sure) {
            if (from != null) {
                sure.of(from).remove(oldName, inode);
            }
            if (to != null) {
                sure.of(to).put(newName, inode);
            }
        }
    }

    /** The names that a crash leaves, which changes nothing of the disk before it. */
    private static final class SureNames {
        private final IdentityHashMap<Inode.Folder, TreeMap<String, Inode>> names = new IdentityHashMap<>();

        TreeMap<String, Inode> of(Inode.Folder folder) {
            return names.computeIfAbsent(folder, synced -> new TreeMap<>(synced.syncedNames));
        }

        Inode.Folder left(Inode.Folder folder, Fate fate) {
            var left = new Inode.Folder();
            of(folder)
                    .forEach((name, inode) -> left.names.put(
                            name,
                            switch (inode) {
                                case Inode.Folder inner -> left(inner, fate);
                                case Inode.Content content -> content.after(fate);
                                case Inode.Cell cell -> cell.after(fate);
                            }));
            left.syncedNames.putAll(left.names);
            return left;
        }

        void writeBack() {
            names.forEach((folder, sure) -> {
                folder.syncedNames.clear();
                folder.syncedNames.putAll(sure);
            });
        }
    }

    private final Inode.Folder root;
    private final List<NameChange> unsyncedNames = new ArrayList<>();
    private long operations;
    private long crashAt = Long.MAX_VALUE;
    private long failAt = Long.MAX_VALUE;
    private long failUntil = Long.MAX_VALUE;
    private long capacity = Long.MAX_VALUE;
    private boolean isOff;

    /** An empty disk. */
    public FaultyDisk() {
        this(new Inode.Folder());
    }

    private FaultyDisk(Inode.Folder root) {
        this.root = root;
    }

    /** Takes the power away before the operation of that number, the first one being 1; what is under way is not done. */
    public synchronized FaultyDisk crashAt(long operation) {
        crashAt = operation;
        return this;
    }

    /** Fails the operation of that number. A failing append writes half of its bytes, the others nothing. */
    public synchronized FaultyDisk failAt(long operation) {
        failAt = operation;
        failUntil = operation;
        return this;
    }

    /** Fails that operation and all after it. */
    public synchronized FaultyDisk failFrom(long operation) {
        failAt = operation;
        failUntil = Long.MAX_VALUE;
        return this;
    }

    /** How many bytes the disk has for files' contents. */
    public synchronized FaultyDisk limit(long bytes) {
        capacity = bytes;
        return this;
    }

    /** How many operations there were. */
    public synchronized long operations() {
        return operations;
    }

    /** Takes the power away. What the disk then holds is a new one; this one answers no more. */
    public synchronized FaultyDisk crash(Fate fate) {
        isOff = true;
        var sure = new SureNames();
        for (NameChange change : unsyncedNames) {
            if (fate.choose(2) == 1) {
                change.become(sure);
            }
        }
        return new FaultyDisk(sure.left(root, fate));
    }

    /** Ends the process. The disk goes on as a new one, with everything that was written; this one answers no more. */
    public synchronized FaultyDisk restart() {
        isOff = true;
        var next = new FaultyDisk(root);
        next.unsyncedNames.addAll(unsyncedNames);
        return next;
    }

    @Override
    public synchronized boolean exists(Path path) {
        checkPower();
        return find(path) != null;
    }

    @Override
    public synchronized boolean isFolder(Path path) {
        checkPower();
        return find(path) instanceof Inode.Folder;
    }

    @Override
    public synchronized List<String> list(Path folder) throws IOException {
        operate();
        return List.copyOf(folder(folder).names.keySet());
    }

    @Override
    public synchronized long size(Path file) throws IOException {
        checkPower();
        return bytesOf(inode(file)).length;
    }

    @Override
    public synchronized ReadFile open(Path file) throws IOException {
        operate();
        return new OpenFile(inode(file));
    }

    @Override
    public synchronized AppendFile create(Path file) throws IOException {
        operate();
        Inode there = find(file);
        if (there instanceof Inode.Content content) {
            content.truncate(0);
            return new OpenFile(content);
        }
        if (there != null) {
            throw new FileAlreadyExistsException(file.toString());
        }
        var content = new Inode.Content();
        name(file, content);
        return new OpenFile(content);
    }

    @Override
    public synchronized AppendFile append(Path file) throws IOException {
        operate();
        return new OpenFile(inode(file));
    }

    @Override
    public synchronized LongCell cell(Path file) throws IOException {
        operate();
        switch (find(file)) {
            case Inode.Cell cell -> {
                return new OpenCell(cell);
            }
            case null -> {
                checkSpace(Long.BYTES);
                var cell = new Inode.Cell(0);
                name(file, cell);
                return new OpenCell(cell);
            }
            case Inode other -> throw new IOException(file + " was made as a file and is opened as a cell");
        }
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        operate();
        Inode moved = inode(from);
        if (from.equals(to)) {
            return;
        }
        if (find(to) instanceof Inode.Folder replaced && !replaced.names.isEmpty()) {
            throw new DirectoryNotEmptyException(to.toString());
        }
        Inode.Folder source = parent(from);
        Inode.Folder target = parent(to);
        source.names.remove(name(from));
        target.names.put(name(to), moved);
        unsyncedNames.add(new NameChange(source, name(from), target, name(to), moved));
    }

    @Override
    public synchronized void delete(Path path) throws IOException {
        operate();
        Inode gone = inode(path);
        if (gone instanceof Inode.Folder folder && !folder.names.isEmpty()) {
            throw new DirectoryNotEmptyException(path.toString());
        }
        parent(path).names.remove(name(path));
        unsyncedNames.add(new NameChange(parent(path), name(path), null, "", gone));
    }

    @Override
    public synchronized void createFolder(Path folder) throws IOException {
        operate();
        if (find(folder) != null) {
            throw new FileAlreadyExistsException(folder.toString());
        }
        name(folder, new Inode.Folder());
    }

    @Override
    public synchronized void syncFolder(Path path) throws IOException {
        operate();
        Inode.Folder folder = folder(path);
        var sure = new SureNames();
        for (NameChange change : unsyncedNames) {
            if (change.touches(folder)) {
                change.become(sure);
            }
        }
        sure.writeBack();
        unsyncedNames.removeIf(change -> change.touches(folder));
    }

    @Override
    public synchronized long usableBytes(Path folder) {
        checkPower();
        return capacity == Long.MAX_VALUE ? capacity : Math.max(0, capacity - used(root));
    }

    private void operate() throws IOException {
        operations++;
        if (operations >= crashAt) {
            isOff = true;
        }
        checkPower();
        if (isFailing()) {
            throw new IOException("Input/output error");
        }
    }

    private boolean isFailing() {
        return operations >= failAt && operations <= failUntil;
    }

    private void checkPower() {
        if (isOff) {
            throw new PowerCut();
        }
    }

    private void checkSpace(int more) throws IOException {
        if (more > usableBytes(Path.of("/"))) {
            throw new IOException("No space left on device");
        }
    }

    private static long used(Inode inode) {
        return inode instanceof Inode.Folder folder
                ? folder.names.values().stream().mapToLong(FaultyDisk::used).sum()
                : bytesOf(inode).length;
    }

    private static byte[] bytesOf(Inode inode) {
        return switch (inode) {
            case Inode.Content content -> content.bytes;
            case Inode.Cell cell ->
                ByteBuffer.allocate(Long.BYTES).putLong(cell.value()).array();
            case Inode.Folder _ -> new byte[0];
        };
    }

    private @Nullable Inode find(Path path) {
        Inode at = root;
        for (Path name : path.toAbsolutePath().normalize()) {
            if (!(at instanceof Inode.Folder folder)) {
                return null;
            }
            at = folder.names.get(name.toString());
            if (at == null) {
                return null;
            }
        }
        return at;
    }

    private Inode inode(Path path) throws NoSuchFileException {
        Inode found = find(path);
        if (found == null) {
            throw new NoSuchFileException(path.toString());
        }
        return found;
    }

    private Inode.Folder folder(Path path) throws IOException {
        if (inode(path) instanceof Inode.Folder folder) {
            return folder;
        }
        throw new NotDirectoryException(path.toString());
    }

    private Inode.Folder parent(Path path) throws IOException {
        Path parent = path.toAbsolutePath().normalize().getParent();
        return parent == null ? root : folder(parent);
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    private void name(Path path, Inode made) throws IOException {
        Inode.Folder parent = parent(path);
        parent.names.put(name(path), made);
        unsyncedNames.add(new NameChange(null, "", parent, name(path), made));
    }

    /** A file that is read or written. */
    private final class OpenFile implements ReadFile, AppendFile {
        private final Inode inode;

        OpenFile(Inode inode) throws FileNotFoundException {
            if (inode instanceof Inode.Folder) {
                throw new FileNotFoundException("Is a directory");
            }
            this.inode = inode;
        }

        private Inode.Content content() throws IOException {
            if (inode instanceof Inode.Content content) {
                return content;
            }
            throw new IOException("a cell is not written as a file");
        }

        @Override
        public long size() {
            synchronized (FaultyDisk.this) {
                checkPower();
                return bytesOf(inode).length;
            }
        }

        @Override
        public int read(ByteBuffer into, long offset) throws IOException {
            synchronized (FaultyDisk.this) {
                operate();
                byte[] bytes = bytesOf(inode);
                if (offset >= bytes.length) {
                    return -1;
                }
                int count = (int) Math.min(into.remaining(), bytes.length - offset);
                into.put(bytes, (int) offset, count);
                return count;
            }
        }

        @Override
        public void append(ByteBuffer bytes) throws IOException {
            synchronized (FaultyDisk.this) {
                byte[] more = new byte[bytes.remaining()];
                bytes.get(more);
                try {
                    operate();
                } catch (IOException failure) {
                    content().append(more, more.length / 2);
                    throw failure;
                }
                int fits = (int) Math.min(more.length, usableBytes(Path.of("/")));
                content().append(more, fits);
                checkSpace(more.length - fits);
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (FaultyDisk.this) {
                operate();
                content().truncate((int) Math.min(size, Integer.MAX_VALUE));
            }
        }

        @Override
        public void sync() throws IOException {
            synchronized (FaultyDisk.this) {
                try {
                    operate();
                } catch (IOException failure) {
                    content().failSync();
                    throw failure;
                }
                content().sync();
            }
        }

        @Override
        public void close() {}
    }

    private final class OpenCell implements LongCell {
        private final Inode.Cell cell;

        OpenCell(Inode.Cell cell) {
            this.cell = cell;
        }

        @Override
        public long get() {
            synchronized (FaultyDisk.this) {
                checkPower();
                return cell.value();
            }
        }

        @Override
        public void set(long value) {
            synchronized (FaultyDisk.this) {
                checkPower();
                cell.values.add(value);
            }
        }

        @Override
        public void close() {}
    }
}
