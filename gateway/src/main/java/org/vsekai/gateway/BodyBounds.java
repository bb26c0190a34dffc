package org.vsekai.gateway;

import org.vsekai.core.Joint;
import org.vsekai.core.Pose;

/** How far a body reaches: a person of 2.2 m on tiptoe, arms stretched out with controllers in the hands, has room. */
final class BodyBounds {
    static final long HEAD_FROM_ROOT_MM = 2_500;
    static final long HAND_FROM_HEAD_MM = 2_000;

    private static final Joint ROOT = Joint.AT_ROOT;

    private BodyBounds() {}

    /** A hand that is not tracked isn't shown, so it may be anywhere. */
    static boolean allow(Pose pose) {
        if (!isWithin(pose.head(), ROOT, HEAD_FROM_ROOT_MM)) {
            return false;
        }
        boolean left = (pose.flags() & Pose.LEFT_TRACKED) == 0 || isWithin(pose.left(), pose.head(), HAND_FROM_HEAD_MM);
        boolean right =
                (pose.flags() & Pose.RIGHT_TRACKED) == 0 || isWithin(pose.right(), pose.head(), HAND_FROM_HEAD_MM);
        return left && right;
    }

    private static boolean isWithin(Joint a, Joint b, long limitMm) {
        long dx = (long) a.xMm() - b.xMm();
        long dy = (long) a.yMm() - b.yMm();
        long dz = (long) a.zMm() - b.zMm();
        return dx * dx + dy * dy + dz * dz <= limitMm * limitMm;
    }
}
