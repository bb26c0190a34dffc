package org.vsekai.world.history;

import com.google.protobuf.ExtensionRegistryLite;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.vsekai.world.DamagedRecordException;
import org.vsekai.world.v1.FrameRecord;
import org.vsekai.world.v1.HistoryBlock;

/** Frames compressed together, and back. */
public final class FrameBlocks {
    private FrameBlocks() {}

    static byte[] deflate(List<FrameRecord> frames) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Deflater deflater = new Deflater();
                DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater)) {
            HistoryBlock.newBuilder().addAllFrames(frames).build().writeTo(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** @throws DamagedRecordException when it is no block */
    public static List<FrameRecord> inflate(byte[] block) {
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(block))) {
            return HistoryBlock.parseFrom(in, ExtensionRegistryLite.getEmptyRegistry())
                    .getFramesList();
        } catch (IOException damage) {
            throw new DamagedRecordException("a block of frames", damage);
        }
    }
}
