package org.vsekai.storage.directory;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.KeyRange;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.tuple.Subspace;

/**
 * The nodes of the tree of directories, one for each, named by the directory's prefix. In the node subspace:
 *
 * <pre>
 * (prefix, "layer")   -> what the content is for (the element is a byte string)
 * (prefix, 0, name)   -> the prefix of the directory of that name in this one
 * </pre>
 *
 * The root's node is named by the node subspace's own prefix and has two things besides: {@code "version"}, see {@link
 * LayerVersion}, and {@code "hca"}, see {@link PrefixAllocator}.
 */
final class Nodes {
    private static final byte[] LAYER = "layer".getBytes(StandardCharsets.US_ASCII);
    private static final long CHILDREN = 0;

    private final Subspace subspace;
    private final Subspace root;

    Nodes(Subspace subspace) {
        this.subspace = subspace;
        root = withPrefix(subspace.key());
    }

    /** A node on the way of a path: the last one, or the partition in which the path goes on. */
    record Found(Subspace node, List<String> path, List<String> rest, byte[] layer) {
        boolean isPartition() {
            return Arrays.equals(layer, DirectoryLayer.PARTITION);
        }

        /** Whether the path goes on in a partition, whose nodes are its own. */
        boolean goesOn() {
            return !rest.isEmpty();
        }
    }

    Subspace root() {
        return root;
    }

    Subspace withPrefix(byte[] prefix) {
        return subspace.subspace(prefix);
    }

    byte[] prefixOf(Subspace node) {
        return subspace.unpack(node.key()).getBytes(0);
    }

    byte[] childKey(Subspace node, String name) {
        return node.pack(CHILDREN, name);
    }

    KeyRange children(Subspace node) {
        return node.subspace(CHILDREN).range();
    }

    String nameOf(Subspace node, KeyValue child) {
        return node.subspace(CHILDREN).unpack(child.key()).getString(0);
    }

    void write(Transaction transaction, Subspace parent, String name, byte[] prefix, byte[] layer) {
        transaction.set(childKey(parent, name), prefix);
        transaction.set(withPrefix(prefix).pack((Object) LAYER), layer);
    }

    /** Follows the path as far as the first partition on it. Empty where a name is missing. */
    CompletionStage<Optional<Found>> find(ReadTransaction transaction, List<String> path) {
        return step(transaction, path, 0, root);
    }

    private CompletionStage<Optional<Found>> step(
            ReadTransaction transaction, List<String> path, int depth, Subspace node) {
        return transaction.get(node.pack((Object) LAYER)).thenCompose(layer -> {
            var found = new Found(
                    node,
                    path.subList(0, depth),
                    path.subList(depth, path.size()),
                    layer == null ? Keys.empty() : layer);
            if (!found.goesOn() || found.isPartition()) {
                return CompletableFuture.completedFuture(Optional.of(found));
            }
            return transaction
                    .get(childKey(node, path.get(depth)))
                    .thenCompose(prefix -> prefix == null
                            ? CompletableFuture.completedFuture(Optional.empty())
                            : step(transaction, path, depth + 1, withPrefix(prefix)));
        });
    }

    /** Whether no directory's prefix begins with this one, nor this one with a directory's. */
    CompletionStage<Boolean> isFree(ReadTransaction transaction, byte[] prefix) {
        if (prefix.length == 0 || Keys.startsWith(prefix, subspace.key())) {
            return CompletableFuture.completedFuture(false);
        }
        return transaction
                .getRange(subspace.range().begin(), Keys.after(subspace.pack((Object) prefix)), 1, true)
                .thenCompose(before -> !before.isEmpty() && Keys.startsWith(prefix, prefixIn(before.getFirst()))
                        ? CompletableFuture.completedFuture(false)
                        : isNoneBelow(transaction, prefix));
    }

    private CompletionStage<Boolean> isNoneBelow(ReadTransaction transaction, byte[] prefix) {
        return transaction
                .getRange(subspace.pack((Object) prefix), subspace.pack((Object) Keys.strinc(prefix)), 1, false)
                .thenApply(List::isEmpty);
    }

    private byte[] prefixIn(KeyValue nodeEntry) {
        return subspace.unpack(nodeEntry.key()).getBytes(0);
    }

    /** Removes the node with everything below it, and the contents. */
    CompletionStage<@Nullable Void> removeTree(Transaction transaction, Subspace node) {
        KeyRange children = children(node);
        return transaction.getRange(children.begin(), children.end()).thenCompose(found -> {
            KeyRange content = KeyRange.startingWith(prefixOf(node));
            transaction.clearRange(content.begin(), content.end());
            transaction.clearRange(node.range().begin(), node.range().end());
            CompletableFuture<?>[] below = found.stream()
                    .map(child ->
                            removeTree(transaction, withPrefix(child.value())).toCompletableFuture())
                    .toArray(CompletableFuture[]::new);
            return CompletableFuture.allOf(below);
        });
    }
}
