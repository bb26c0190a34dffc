package org.vsekai.storage.directory;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.vsekai.storage.Keys;
import org.vsekai.storage.ReadTransaction;
import org.vsekai.storage.Transaction;
import org.vsekai.storage.tuple.Subspace;

/** An open directory: a path and the subspace that its content lies in, which stays the same when it is moved. Immutable. */
public final class Directory {
    private final DirectoryLayer root;
    private final List<String> path;
    private final byte[] layer;
    private final Subspace subspace;

    Directory(DirectoryLayer root, List<String> path, byte[] layer, Subspace subspace) {
        this.root = root;
        this.path = List.copyOf(path);
        this.layer = layer;
        this.subspace = subspace;
    }

    /** From the root of the layer that it was opened in. */
    public List<String> path() {
        return path;
    }

    /** What its content is for, as its creator said; a copy. Empty where nothing was said. */
    public byte[] layer() {
        return layer.clone();
    }

    /** Whether all directories below it have their prefixes inside its own, so that it moves and goes as one range of keys. */
    public boolean isPartition() {
        return Arrays.equals(layer, DirectoryLayer.PARTITION);
    }

    /** @throws UnsupportedOperationException for a partition: its keys are its directories' */
    public Subspace subspace() {
        if (isPartition()) {
            throw new UnsupportedOperationException("a partition has no keys of its own; open a directory in it");
        }
        return subspace;
    }

    /** The prefix of everything in it, a copy. */
    public byte[] prefix() {
        return subspace.key();
    }

    /** See {@link DirectoryLayer#createOrOpen}, as the following: the paths begin at this directory. */
    public CompletionStage<Directory> createOrOpen(Transaction transaction, List<String> subpath, byte[] childLayer) {
        return root.createOrOpen(transaction, below(subpath), childLayer);
    }

    public CompletionStage<Directory> create(Transaction transaction, List<String> subpath, byte[] childLayer) {
        return root.create(transaction, below(subpath), childLayer);
    }

    public CompletionStage<Directory> open(ReadTransaction transaction, List<String> subpath, byte[] childLayer) {
        return root.open(transaction, below(subpath), childLayer);
    }

    public CompletionStage<List<String>> list(ReadTransaction transaction) {
        return root.list(transaction, path);
    }

    public CompletionStage<Boolean> exists(ReadTransaction transaction) {
        return root.exists(transaction, path);
    }

    /** Moves this directory. This object keeps the old path; the stage has the one with the new. */
    public CompletionStage<Directory> moveTo(Transaction transaction, List<String> newPath) {
        return root.move(transaction, path, newPath);
    }

    /** Removes this directory with everything in it and below it. */
    public CompletionStage<Void> remove(Transaction transaction) {
        return root.remove(transaction, path);
    }

    private List<String> below(List<String> subpath) {
        return Paths.join(path, subpath);
    }

    @Override
    public String toString() {
        return "Directory(/" + String.join("/", path) + " at " + Keys.printable(subspace.key()) + ")";
    }
}
