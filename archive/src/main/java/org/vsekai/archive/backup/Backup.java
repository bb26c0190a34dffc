package org.vsekai.archive.backup;

import java.nio.file.Path;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.vsekai.archive.v1.BackupFooter;
import org.vsekai.archive.v1.BackupHeader;
import org.vsekai.archive.v1.RegionEnd;
import org.vsekai.sim.RegionId;

/**
 * One complete file of a set, as its header and footer describe it.
 *
 * @param number its place in the set, from 1
 * @param size in bytes
 */
public record Backup(long number, Path file, long size, BackupHeader header, BackupFooter footer)
        implements BackupSet.Item {
    /** Whether it stands by itself; otherwise it continues the one before it. */
    public boolean isBase() {
        return header.getPreviousId().isEmpty();
    }

    /** The newest moment that it knows of: nothing came after its newest frame until then. */
    public Instant asOf() {
        return Instant.ofEpochMilli(footer.getAsOfUnixMillis());
    }

    /** When its newest frame was made; where nobody knows, when the backup was. */
    public Instant frameMade() {
        long millis = footer.getFrameUnixMillis();
        return millis == 0 ? asOf() : Instant.ofEpochMilli(Math.min(millis, footer.getAsOfUnixMillis()));
    }

    /** How far it knows of each region, in order. */
    SortedMap<RegionId, RegionEnd> ends() {
        SortedMap<RegionId, RegionEnd> ends = new TreeMap<>();
        for (RegionEnd end : footer.getRegionsList()) {
            ends.put(new RegionId(end.getX(), end.getZ()), end);
        }
        if (ends.isEmpty()) {
            ends.put(RegionId.SPAWN, endOfTheOnlyRegion());
        }
        return ends;
    }

    private RegionEnd endOfTheOnlyRegion() {
        return RegionEnd.newBuilder()
                .setCheckpoint(header.getCheckpoint())
                .setHasPages(isBase())
                .setFrame(footer.getFrame())
                .setFrameCrc(footer.getFrameCrc())
                .setFrameUnixMillis(footer.getFrameUnixMillis())
                .setCommit(footer.getCommit())
                .setEpoch(footer.getEpoch())
                .setFirstFrame(footer.getFirstFrame())
                .setFrames(footer.getFrames())
                .setFramesWithoutTime(footer.getFramesWithoutTime())
                .build();
    }

    boolean continues(Backup before) {
        return number == before.number + 1 && header.getPreviousId().equals(before.header.getId());
    }

    /** For people, in one line. */
    public String describe() {
        String frames = footer.getFrames()
                + (footer.getFrames() == 1 ? " frame" : " frames")
                + (footer.getFramesWithoutTime() == 0
                        ? ""
                        : " (" + footer.getFramesWithoutTime()
                                + " of them without a time, which count as made with the next one that has one)");
        return name() + ": world \"" + header.getWorldName() + "\" up to frame " + footer.getFrame() + regions()
                + ", as of "
                + Chain.seconds(asOf()) + "; " + frames + ", " + footer.getPages() + " pages, " + footer.getAvatars()
                + " avatars, " + footer.getKeys() + " other keys, " + size + " bytes; " + header.getWhy();
    }

    private String regions() {
        int regions = ends().size();
        return regions == 1 ? "" : " (" + regions + " regions together)";
    }

    @Override
    public String name() {
        return String.valueOf(file.getFileName());
    }
}
