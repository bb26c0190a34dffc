package org.vsekai.archive.move;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.ArchiveException;
import org.vsekai.storage.KeyValue;
import org.vsekai.storage.Keys;
import org.vsekai.storage.StorageLimits;
import org.vsekai.storage.disk.Disk;
import org.vsekai.storage.disk.ReadFile;

/**
 * Reads an archive and believes nothing in it: every length is checked before it is used, every block by its checksum, the
 * order of keys, and the whole by its end. What is wrong is an {@link ArchiveException} with file and offset. One block is in
 * memory. Confined to one thread.
 */
final class ArchiveReader implements AutoCloseable {
    private final Path path;
    private final ReadFile file;
    private final long size;
    private final ArchiveFormat.Header header;
    private long offset;
    private byte @Nullable [] lastKey;

    /** What follows the header. */
    sealed interface Block {
        record Pairs(List<KeyValue> pairs) implements Block {}

        record End(Content content) implements Block {}
    }

    private record Raw(byte type, byte[] payload) {}

    /** @throws ArchiveException where the file is no archive of a known version */
    ArchiveReader(Disk disk, Path path) throws IOException {
        this.path = path;
        file = disk.open(path);
        try {
            size = file.size();
            checkTitle();
            header = readHeader();
        } catch (IOException | RuntimeException failure) {
            file.close();
            throw failure;
        }
    }

    ArchiveFormat.Header header() {
        return header;
    }

    /** Where the next block begins: behind the last one that was read. */
    long offset() {
        return offset;
    }

    /** @throws ArchiveException where no whole block follows */
    Block next() throws IOException {
        long begin = offset;
        Raw raw = readBlock();
        return switch (raw.type()) {
            case ArchiveFormat.PAIRS -> new Block.Pairs(pairs(raw.payload(), begin));
            case ArchiveFormat.END -> new Block.End(end(raw.payload(), begin));
            default -> throw damaged(begin, "a block of the unknown type " + raw.type());
        };
    }

    /**
     * The rest, to the end.
     *
     * @param afterBlock called when a block has been handed over
     * @throws ArchiveException where anything is wrong, in the last place where the end's figures are not those of the pairs
     */
    Content readAll(PairVisitor visitor, Runnable afterBlock) throws IOException {
        var digest = new ContentDigest();
        while (true) {
            long begin = offset;
            switch (next()) {
                case Block.Pairs block -> {
                    for (KeyValue pair : block.pairs()) {
                        digest.add(pair.key(), pair.value());
                        visitor.visit(pair.key(), pair.value());
                    }
                    afterBlock.run();
                }
                case Block.End end -> {
                    Content found = digest.content();
                    if (!found.equals(end.content())) {
                        throw damaged(begin, "it says that it holds " + end.content() + ", and holds " + found);
                    }
                    if (offset != size) {
                        throw damaged(offset, "something follows its end");
                    }
                    return found;
                }
            }
        }
    }

    private void checkTitle() throws IOException {
        byte[] title = new byte[ArchiveFormat.TITLE_SIZE];
        int version = -1;
        if (size >= title.length) {
            file.readFully(title, 0);
            version = ArchiveFormat.versionIn(title);
        }
        if (version < 0) {
            throw new ArchiveException(
                    path
                            + " is no archive of a world: it doesn't begin as one, at byte 0. Name a file that export has made");
        }
        if (version != ArchiveFormat.VERSION) {
            throw new ArchiveException(path + " has format " + version + "; this program knows format "
                    + ArchiveFormat.VERSION + ". A newer version has written it: use that one");
        }
        offset = title.length;
    }

    private ArchiveFormat.Header readHeader() throws IOException {
        long begin = offset;
        Raw raw = readBlock();
        if (raw.type() != ArchiveFormat.HEADER) {
            throw damaged(begin, "a header is expected");
        }
        try {
            return ArchiveFormat.Header.fromBytes(raw.payload());
        } catch (IllegalArgumentException | IndexOutOfBoundsException notOne) {
            throw damaged(begin, "the header can't be read");
        }
    }

    private Raw readBlock() throws IOException {
        if (offset == size) {
            throw damaged(offset, "it ends here, without the end of an archive: it is only part of one");
        }
        ByteBuffer prefix = ByteBuffer.wrap(read(offset, ArchiveFormat.BLOCK_PREFIX_SIZE));
        byte type = prefix.get();
        int length = prefix.getInt();
        int checksum = prefix.getInt();
        if (length < 0 || length > ArchiveFormat.MAX_PAYLOAD_SIZE) {
            throw damaged(offset, "no block is " + Integer.toUnsignedString(length) + " bytes long");
        }
        byte[] payload = read(offset + ArchiveFormat.BLOCK_PREFIX_SIZE, length);
        if (checksum != ArchiveFormat.checksum(offset, type, ByteBuffer.wrap(payload))) {
            throw damaged(offset, "the block's checksum is wrong");
        }
        offset += ArchiveFormat.BLOCK_PREFIX_SIZE + length;
        return new Raw(type, payload);
    }

    private byte[] read(long from, int length) throws IOException {
        if (size - from < length) {
            throw damaged(offset, "it ends within a block, at byte " + size + ": it is only part of an archive");
        }
        byte[] bytes = new byte[length];
        file.readFully(bytes, from);
        return bytes;
    }

    private List<KeyValue> pairs(byte[] payload, long begin) {
        List<KeyValue> pairs = new ArrayList<>();
        ByteBuffer rest = ByteBuffer.wrap(payload);
        if (!rest.hasRemaining()) {
            throw damaged(begin, "a block of no pairs");
        }
        while (rest.hasRemaining()) {
            if (rest.remaining() < ArchiveFormat.PAIR_PREFIX_SIZE) {
                throw damaged(begin, "a pair is cut short");
            }
            int keySize = rest.getInt();
            int valueSize = rest.getInt();
            if (keySize < 0
                    || keySize > StorageLimits.MAX_KEY_SIZE
                    || valueSize < 0
                    || valueSize > StorageLimits.MAX_VALUE_SIZE
                    || keySize + valueSize > rest.remaining()) {
                throw damaged(begin, "a pair has an impossible length");
            }
            byte[] key = new byte[keySize];
            byte[] value = new byte[valueSize];
            rest.get(key).get(value);
            checkKey(key, begin);
            lastKey = key;
            pairs.add(new KeyValue(key, value));
        }
        return pairs;
    }

    private void checkKey(byte[] key, long begin) {
        if (lastKey != null && Keys.compare(lastKey, key) >= 0) {
            throw damaged(begin, "its keys are not in order");
        }
        if (!header.scope().keys().contains(key)) {
            throw damaged(begin, "the key " + Keys.printable(key) + " is not of " + header.scope());
        }
    }

    private Content end(byte[] payload, long begin) {
        try {
            return ArchiveFormat.content(payload);
        } catch (IllegalArgumentException | IndexOutOfBoundsException notOne) {
            throw damaged(begin, "the end can't be read");
        }
    }

    private ArchiveException damaged(long at, String what) {
        return new ArchiveException(path + " is damaged at byte " + at + ": " + what
                + ". Take another copy of it, or export the world again");
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
