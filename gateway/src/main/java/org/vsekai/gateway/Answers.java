package org.vsekai.gateway;

import org.vsekai.game.ActionResult;
import org.vsekai.replication.GameMessages;
import org.vsekai.wire.v1.ActionRefused;
import org.vsekai.wire.v1.FrameUpdate;
import org.vsekai.wire.v1.PoseRefused;
import org.vsekai.wire.v1.Reason;
import org.vsekai.wire.v1.ServerMessage;

/** The messages that answer one client's input outside of any frame. */
final class Answers {
    private Answers() {}

    static ServerMessage actionRefused(
            long sequence, Reason reason, String text, long expectedSequence, int retryAfterMs) {
        return ServerMessage.newBuilder()
                .setActionRefused(ActionRefused.newBuilder()
                        .setSequence(sequence)
                        .setReason(reason)
                        .setText(text)
                        .setExpectedSequence(expectedSequence)
                        .setRetryAfterMs(retryAfterMs))
                .build();
    }

    static ServerMessage poseRefused(Reason reason, String text, long xMicros, long yMicros, long zMicros) {
        return ServerMessage.newBuilder()
                .setPoseRefused(PoseRefused.newBuilder()
                        .setReason(reason)
                        .setText(text)
                        .setPosition(GameMessages.position(xMicros, yMicros, zMicros)))
                .build();
    }

    /** The result of an action that was applied in an earlier frame. */
    static ServerMessage repeated(ActionResult result) {
        return ServerMessage.newBuilder()
                .setFrameUpdate(FrameUpdate.newBuilder().addResults(GameMessages.result(result)))
                .build();
    }
}
