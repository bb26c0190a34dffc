package org.vsekai.archive.backup;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.ArchiveException;
import org.vsekai.archive.v1.BackupFooter;
import org.vsekai.archive.v1.BackupHeader;
import org.vsekai.storage.disk.Disk;
import org.vsekai.storage.disk.ReadFile;

/**
 * Reads a backup's file block by block; holds one block. Whatever is not as it was written is a {@link ArchiveException} that
 * names the file. Confined to one thread.
 */
final class BlockReader implements AutoCloseable {
    private static final int OLDEST_VERSION = 1;

    private final Path file;
    private final ReadFile in;
    private final long footerAt;
    private long position = BlockFile.MAGIC_SIZE;
    private int index;

    /** @param at where it begins in the file */
    record Block(BlockKind kind, byte[] payload, long at) {}

    /** What tells a file's place in its set. */
    record Ends(BackupHeader header, BackupFooter footer) {}

    BlockReader(Disk disk, Path file) {
        this.file = file;
        try {
            in = disk.open(file);
        } catch (IOException failure) {
            throw new ArchiveException("can't read " + file + ": " + failure, failure);
        }
        boolean isOpen = false;
        try {
            checkMagic();
            footerAt = readTrailer();
            isOpen = true;
        } finally {
            if (!isOpen) {
                close();
            }
        }
    }

    private void checkMagic() {
        byte[] magic = read(0, BlockFile.MAGIC_SIZE);
        byte[] expected = BlockFile.magic();
        int version = magic[BlockFile.MAGIC_SIZE - 1];
        if (!Arrays.equals(magic, 0, BlockFile.MAGIC_SIZE - 1, expected, 0, BlockFile.MAGIC_SIZE - 1)) {
            throw damaged("it is no backup");
        }
        if (version > BlockFile.FORMAT_VERSION) {
            throw new ArchiveException(file + " has format version " + version + ", and this program reads up to "
                    + BlockFile.FORMAT_VERSION + ": use the newer program that made it");
        }
        if (version < OLDEST_VERSION) {
            throw damaged("there is no format version " + version);
        }
    }

    private long readTrailer() {
        long trailerAt = size() - BlockFile.TRAILER_SIZE;
        ByteBuffer trailer = ByteBuffer.wrap(read(Math.max(0, trailerAt), BlockFile.TRAILER_SIZE));
        long footer = trailer.getLong();
        if (BlockFile.checksum(trailer.duplicate().flip()) != trailer.getInt()
                || footer < BlockFile.MAGIC_SIZE
                || footer >= trailerAt) {
            throw damaged("its end is missing or changed");
        }
        return footer;
    }

    /** The header and the footer of a file, and nothing between. */
    static Ends ends(Disk disk, Path file) {
        try (BlockReader reader = new BlockReader(disk, file)) {
            BackupHeader header = reader.header();
            Block footer = reader.blockAt(reader.footerAt, null);
            return new Ends(header, reader.parse(BackupFooter.parser(), footer.payload()));
        }
    }

    BackupHeader header() {
        Block first = next();
        if (first == null || first.kind() != BlockKind.HEADER) {
            throw damaged("it doesn't begin with a header");
        }
        return parse(BackupHeader.parser(), first.payload());
    }

    /** The next block, null after the footer. */
    @Nullable
    Block next() {
        return next(EnumSet.allOf(BlockKind.class));
    }

    /** The next block of one of these kinds, null where there is none. What is between is passed over unread. */
    @Nullable
    Block next(Set<BlockKind> wanted) {
        while (position <= footerAt) {
            ByteBuffer head = ByteBuffer.wrap(read(position, BlockFile.HEAD_SIZE));
            int length = checkedLength(head.getInt());
            BlockKind kind = kind(head.get());
            if (head.getInt() != index) {
                throw damaged("block " + index + " is missing, at byte " + position);
            }
            long at = position;
            position += BlockFile.HEAD_SIZE + length + BlockFile.CHECKSUM_SIZE;
            index++;
            if (wanted.contains(kind)) {
                return blockAt(at, index - 1);
            }
        }
        if (position != size() - BlockFile.TRAILER_SIZE) {
            throw damaged("there is something between its last block and its end");
        }
        return null;
    }

    /** A block that has been read before, again. */
    Block again(long at) {
        return blockAt(at, null);
    }

    private Block blockAt(long at, @Nullable Integer expectedIndex) {
        int length =
                checkedLength(ByteBuffer.wrap(read(at, BlockFile.HEAD_SIZE)).getInt());
        ByteBuffer block = ByteBuffer.wrap(read(at, BlockFile.HEAD_SIZE + length + BlockFile.CHECKSUM_SIZE));
        int end = BlockFile.HEAD_SIZE + length;
        if (BlockFile.checksum(block.duplicate().limit(end)) != block.getInt(end)) {
            throw damaged("a checksum is wrong" + (expectedIndex == null ? "" : " in block " + expectedIndex)
                    + ", at byte " + at);
        }
        return new Block(kind(block.get(4)), Arrays.copyOfRange(block.array(), BlockFile.HEAD_SIZE, end), at);
    }

    private int checkedLength(int length) {
        if (length < 0 || length > BlockFile.MAX_PAYLOAD) {
            throw damaged("a block of " + length + " bytes at byte " + position);
        }
        return length;
    }

    private BlockKind kind(int code) {
        return BlockKind.ofCode(code).orElseThrow(() -> damaged("a block of kind " + code + " at byte " + position));
    }

    <M> M parse(Parser<M> parser, byte[] payload) {
        try {
            return parser.parseFrom(payload);
        } catch (InvalidProtocolBufferException failure) {
            throw damaged("block " + (index - 1) + " can't be parsed");
        }
    }

    private byte[] read(long at, int length) {
        if (at + length > size()) {
            throw damaged("it ends at byte " + size());
        }
        byte[] bytes = new byte[length];
        try {
            in.readFully(bytes, at);
        } catch (IOException failure) {
            throw new ArchiveException("can't read " + file + ": " + failure, failure);
        }
        return bytes;
    }

    private long size() {
        try {
            return in.size();
        } catch (IOException failure) {
            throw new ArchiveException("can't read " + file + ": " + failure, failure);
        }
    }

    ArchiveException damaged(String what) {
        return new ArchiveException(file + " is damaged: " + what);
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException failure) {
            throw new ArchiveException("can't read " + file + ": " + failure, failure);
        }
    }
}
