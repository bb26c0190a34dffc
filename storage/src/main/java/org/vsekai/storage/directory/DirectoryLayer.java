package org.vsekai.storage.directory;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.Keys;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.directory.DirectoryException.Reason;
import org.vsekai.storage.tuple.Subspace;

/**
 * A tree of directories. A path stands for a short prefix that was allocated for it, under which its content lies: so a
 * directory is moved by changing one key. Everything happens in the caller's transaction. Stages fail with {@link
 * DirectoryException}, or as the transaction does. Any thread may use it.
 *
 * <p>By default the nodes lie under {@code 0xFE}, and content anywhere else: a database is either all directories, or the layer
 * is given subspaces of its own.
 */
public final class DirectoryLayer {
    /** The layer of a directory that is a partition. */
    static final byte[] PARTITION = "partition".getBytes(StandardCharsets.US_ASCII);

    /** Where the nodes are, after the prefix of whatever they are the nodes of. */
    private static final byte[] NODES = {(byte) 0xFE};

    private static final byte[] ALLOCATOR = "hca".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VERSION = "version".getBytes(StandardCharsets.US_ASCII);

    private final Nodes nodes;
    private final Subspace content;
    private final boolean allowsManualPrefixes;
    private final List<String> path;
    private final DirectoryLayer root;
    private final LayerVersion version;
    private final PrefixAllocator allocator;
    private final IntUnaryOperator random;

    /** Directories in the whole database. */
    public DirectoryLayer() {
        this(Subspace.ofPrefix(NODES), Subspace.ofPrefix(Keys.empty()), false);
    }

    /**
     * @param nodes where the tree is stored
     * @param content where the directories' prefixes are allocated
     * @param allowsManualPrefixes whether prefixes may also be named by hand
     */
    public DirectoryLayer(Subspace nodes, Subspace content, boolean allowsManualPrefixes) {
        this(
                nodes,
                content,
                allowsManualPrefixes,
                bound -> ThreadLocalRandom.current().nextInt(bound));
    }

    /** @param random a number below its argument, for the allocation of prefixes; used by several threads */
    public DirectoryLayer(Subspace nodes, Subspace content, boolean allowsManualPrefixes, IntUnaryOperator random) {
        this(nodes, content, allowsManualPrefixes, random, List.of(), null);
    }

    private DirectoryLayer(
            Subspace nodes,
            Subspace content,
            boolean allowsManualPrefixes,
            IntUnaryOperator random,
            List<String> path,
            @Nullable DirectoryLayer root) {
        this.nodes = new Nodes(nodes);
        this.content = content;
        this.allowsManualPrefixes = allowsManualPrefixes;
        this.random = random;
        this.path = path;
        this.root = root == null ? this : root;
        version = new LayerVersion(this.nodes.root().pack((Object) VERSION));
        allocator = new PrefixAllocator(this.nodes.root().subspace(ALLOCATOR), random);
    }

    /** The layer of a partition, to create one; a copy. */
    public static byte[] partition() {
        return PARTITION.clone();
    }

    /**
     * Opens the directory, or creates it and the missing ones above it.
     *
     * @param layer what the content is for: recorded on creation, compared on opening unless empty
     */
    public CompletionStage<Directory> createOrOpen(Transaction transaction, List<String> path, byte[] layer) {
        return createOrOpen(transaction, transaction, new Wanted(path, layer, null), true);
    }

    /** Fails with {@link Reason#ALREADY_EXISTS} where it does. */
    public CompletionStage<Directory> create(Transaction transaction, List<String> path, byte[] layer) {
        return createOrOpen(transaction, transaction, new Wanted(path, layer, null), false);
    }

    /** Creates a directory with a prefix of the caller's. */
    public CompletionStage<Directory> create(Transaction transaction, List<String> path, byte[] layer, byte[] prefix) {
        return createOrOpen(transaction, transaction, new Wanted(path, layer, prefix.clone()), false);
    }

    /** Fails with {@link Reason#NO_SUCH_DIRECTORY} where there is none, {@link Reason#OTHER_LAYER} where it is for another. */
    public CompletionStage<Directory> open(ReadTransaction transaction, List<String> path, byte[] layer) {
        return createOrOpen(transaction, null, new Wanted(path, layer, null), true);
    }

    /** The names of the directories in this one, in order. The empty path is the root. */
    public CompletionStage<List<String>> list(ReadTransaction transaction, List<String> path) {
        return find(transaction, path).thenCompose(found -> {
            Nodes.Found node = found.orElseThrow(() -> failure(path, Reason.NO_SUCH_DIRECTORY));
            if (node.isPartition()) {
                return partitionOf(node).list(transaction, node.rest());
            }
            KeyRange children = nodes.children(node.node());
            return transaction
                    .getRange(children.begin(), children.end())
                    .thenApply(pairs -> pairs.stream()
                            .map(pair -> nodes.nameOf(node.node(), pair))
                            .toList());
        });
    }

    public CompletionStage<Boolean> exists(ReadTransaction transaction, List<String> path) {
        return find(transaction, path)
                .thenCompose(found -> found.isPresent() && found.get().goesOn()
                        ? partitionOf(found.get())
                                .exists(transaction, found.get().rest())
                        : CompletableFuture.completedFuture(found.isPresent()));
    }

    /** Moves a directory, with all below it, to a place that is free and whose parent exists, in the same partition. */
    public CompletionStage<Directory> move(Transaction transaction, List<String> oldPath, List<String> newPath) {
        if (Paths.startsWith(newPath, oldPath)) {
            return CompletableFuture.failedFuture(
                    failure(oldPath, oldPath.isEmpty() ? Reason.IS_ROOT : Reason.BAD_MOVE));
        }
        return version.checkForWriting(transaction)
                .thenCompose(checked ->
                        nodes.find(transaction, oldPath).thenCombine(nodes.find(transaction, newPath), Move::new))
                .thenCompose(move -> move(transaction, move, oldPath, newPath));
    }

    private record Move(Optional<Nodes.Found> from, Optional<Nodes.Found> to) {
        /** Whether both paths go on in the same partition. */
        boolean isInOnePartition() {
            return goesOn(from)
                    && goesOn(to)
                    && from.orElseThrow().path().equals(to.orElseThrow().path());
        }

        boolean isInAnyPartition() {
            return goesOn(from) || goesOn(to);
        }

        private static boolean goesOn(Optional<Nodes.Found> found) {
            return found.isPresent() && found.get().goesOn();
        }
    }

    private CompletionStage<Directory> move(
            Transaction transaction, Move move, List<String> oldPath, List<String> newPath) {
        Nodes.Found from = move.from().orElseThrow(() -> failure(oldPath, Reason.NO_SUCH_DIRECTORY));
        if (move.isInAnyPartition()) {
            if (!move.isInOnePartition()) {
                throw failure(oldPath, Reason.BAD_MOVE);
            }
            return partitionOf(from)
                    .move(transaction, from.rest(), move.to().orElseThrow().rest());
        }
        if (move.to().isPresent()) {
            throw failure(newPath, Reason.ALREADY_EXISTS);
        }
        List<String> parentPath = Paths.parent(newPath);
        return nodes.find(transaction, parentPath).thenCompose(found -> {
            Nodes.Found parent = found.orElseThrow(() -> failure(parentPath, Reason.NO_SUCH_DIRECTORY));
            transaction.set(nodes.childKey(parent.node(), newPath.getLast()), nodes.prefixOf(from.node()));
            return removeFromParent(transaction, oldPath)
                    .thenApply(removed -> directory(newPath, from.layer(), from.node()));
        });
    }

    /**
     * Removes a directory with all below it and every key of theirs. Who still has it open can go on writing under its prefix.
     */
    public CompletionStage<Void> remove(Transaction transaction, List<String> path) {
        return removeIfExists(transaction, path).thenAccept(existed -> {
            if (!existed) {
                throw failure(path, Reason.NO_SUCH_DIRECTORY);
            }
        });
    }

    /** Whether there was one to remove. */
    public CompletionStage<Boolean> removeIfExists(Transaction transaction, List<String> path) {
        if (path.isEmpty()) {
            return CompletableFuture.failedFuture(failure(path, Reason.IS_ROOT));
        }
        return version.checkForWriting(transaction)
                .thenCompose(checked -> nodes.find(transaction, path))
                .thenCompose(found -> {
                    if (found.isEmpty()) {
                        return CompletableFuture.completedFuture(false);
                    }
                    Nodes.Found node = found.get();
                    if (node.goesOn()) {
                        return partitionOf(node).removeIfExists(transaction, node.rest());
                    }
                    return nodes.removeTree(transaction, node.node())
                            .thenCompose(removed -> removeFromParent(transaction, path))
                            .thenApply(removed -> true);
                });
    }

    private CompletionStage<Void> removeFromParent(Transaction transaction, List<String> path) {
        return nodes.find(transaction, Paths.parent(path))
                .thenAccept(parent ->
                        transaction.clear(nodes.childKey(parent.orElseThrow().node(), path.getLast())));
    }

    /** @param prefix null to have one allocated */
    private record Wanted(List<String> path, byte[] layer, byte @Nullable [] prefix) {
        Wanted {
            path = List.copyOf(path);
            layer = layer.clone();
        }
    }

    /** @param writer null where nothing may be created */
    private CompletionStage<Directory> createOrOpen(
            ReadTransaction reader, @Nullable Transaction writer, Wanted wanted, boolean mayExist) {
        if (wanted.prefix() != null && !allowsManualPrefixes) {
            return CompletableFuture.failedFuture(failure(wanted.path(), Reason.BAD_PREFIX));
        }
        if (wanted.path().isEmpty()) {
            return CompletableFuture.failedFuture(failure(wanted.path(), Reason.IS_ROOT));
        }
        return find(reader, wanted.path()).thenCompose(found -> {
            if (found.isEmpty()) {
                if (writer == null) {
                    throw failure(wanted.path(), Reason.NO_SUCH_DIRECTORY);
                }
                return create(writer, wanted);
            }
            Nodes.Found node = found.get();
            if (node.goesOn()) {
                var below = new Wanted(node.rest(), wanted.layer(), wanted.prefix());
                return partitionOf(node).createOrOpen(reader, writer, below, mayExist);
            }
            return CompletableFuture.completedFuture(opened(node, wanted, mayExist));
        });
    }

    private Directory opened(Nodes.Found node, Wanted wanted, boolean mayExist) {
        if (!mayExist) {
            throw failure(wanted.path(), Reason.ALREADY_EXISTS);
        }
        if (wanted.layer().length > 0 && !Arrays.equals(wanted.layer(), node.layer())) {
            throw failure(wanted.path(), Reason.OTHER_LAYER);
        }
        return directory(node.path(), node.layer(), node.node());
    }

    private CompletionStage<Directory> create(Transaction transaction, Wanted wanted) {
        return version.checkForWriting(transaction)
                .thenCompose(checked -> prefix(transaction, wanted))
                .thenCompose(prefix -> parentNode(transaction, wanted.path()).thenApply(parent -> {
                    nodes.write(transaction, parent, wanted.path().getLast(), prefix, wanted.layer());
                    return directory(wanted.path(), wanted.layer(), nodes.withPrefix(prefix));
                }));
    }

    private CompletionStage<Subspace> parentNode(Transaction transaction, List<String> path) {
        return path.size() == 1
                ? CompletableFuture.completedFuture(nodes.root())
                : createOrOpen(transaction, Paths.parent(path), Keys.empty())
                        .thenApply(parent -> nodes.withPrefix(parent.prefix()));
    }

    private CompletionStage<byte[]> prefix(Transaction transaction, Wanted wanted) {
        byte[] manual = wanted.prefix();
        return manual != null
                ? checkFree(transaction, wanted, manual)
                : allocator.allocate(transaction).thenCompose(allocated -> {
                    byte[] prefix = Keys.concat(content.key(), allocated);
                    return checkUnused(transaction, prefix)
                            // Without conflicts: allocations don't meet, and prefixes by hand check with them.
                            .thenCompose(unused -> checkFree(transaction.snapshot(), wanted, prefix));
                });
    }

    private CompletionStage<byte[]> checkFree(ReadTransaction transaction, Wanted wanted, byte[] prefix) {
        return nodes.isFree(transaction, prefix).thenApply(isFree -> {
            if (!isFree) {
                throw new DirectoryException(
                        Reason.BAD_PREFIX,
                        "the prefix " + Keys.printable(prefix) + " for /" + String.join("/", absolute(wanted.path()))
                                + " touches another directory's");
            }
            return prefix;
        });
    }

    private static CompletionStage<Void> checkUnused(Transaction transaction, byte[] prefix) {
        KeyRange keys = KeyRange.startingWith(prefix);
        return transaction.getRange(keys.begin(), keys.end(), 1, false).thenAccept(found -> {
            if (!found.isEmpty()) {
                throw new DirectoryException(
                        Reason.BAD_PREFIX,
                        "the database holds keys outside any directory at the allocated prefix "
                                + Keys.printable(prefix));
            }
        });
    }

    private CompletionStage<Optional<Nodes.Found>> find(ReadTransaction transaction, List<String> path) {
        List<String> copy = List.copyOf(path);
        return version.checkForReading(transaction).thenCompose(checked -> nodes.find(transaction, copy));
    }

    /** The directories inside a partition: its nodes and its content lie within its prefix. */
    private DirectoryLayer partitionOf(Nodes.Found node) {
        byte[] prefix = nodes.prefixOf(node.node());
        return new DirectoryLayer(
                Subspace.ofPrefix(Keys.concat(prefix, NODES)),
                Subspace.ofPrefix(prefix),
                false,
                random,
                absolute(node.path()),
                root);
    }

    private Directory directory(List<String> relative, byte[] layer, Subspace node) {
        return new Directory(root, absolute(relative), layer, Subspace.ofPrefix(nodes.prefixOf(node)));
    }

    private List<String> absolute(List<String> relative) {
        return Paths.join(path, relative);
    }

    private DirectoryException failure(List<String> relative, Reason reason) {
        return DirectoryException.at(absolute(relative), reason);
    }
}
