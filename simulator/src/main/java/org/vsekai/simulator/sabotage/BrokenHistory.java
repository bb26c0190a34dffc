package org.vsekai.simulator.sabotage;

import org.vsekai.world.v1.AppliedInput;
import org.vsekai.world.v1.FrameRecord;

/** Frames whose changes are right, and that are wrong about how they came about. */
final class BrokenHistory {
    private BrokenHistory() {}

    /** Walls are noted as asked for a millimetre above where they were. */
    static FrameRecord.Builder withHigherWalls(FrameRecord.Builder frame) {
        for (AppliedInput.Builder input : frame.getInputsBuilderList()) {
            if (input.hasBuild()) {
                input.getBuildBuilder().setYMicros(input.getBuild().getYMicros() + 1_000);
            }
        }
        return frame;
    }

    static FrameRecord.Builder withoutDoers(FrameRecord.Builder frame) {
        frame.getInputsBuilderList().forEach(input -> input.clearFirstChange().clearChangeCount());
        return frame;
    }

    static FrameRecord.Builder withoutSeen(FrameRecord.Builder frame) {
        frame.getInputsBuilderList().forEach(AppliedInput.Builder::clearSeen);
        return frame;
    }

    static FrameRecord.Builder withoutBefore(FrameRecord.Builder frame) {
        return frame.clearAvatarsBefore();
    }
}
