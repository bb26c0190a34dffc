package org.vsekai.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Pose;
import org.vsekai.core.Tally;
import org.vsekai.sim.RegionId;

class OutgoingTest {
    private final Tally<WorldCounter> counters = new Tally<>(WorldCounter.class);
    private final List<HostMessage> taken = new ArrayList<>();
    private int room = Integer.MAX_VALUE;
    private final Outgoing outgoing = new Outgoing(
            2,
            (host, message) -> {
                if (host == 1 && taken.size() >= room) {
                    return false;
                }
                taken.add(message);
                return true;
            },
            counters);

    @Test
    void keepsTheOrderWhileTheReceiverIsFull() {
        room = 1;
        send(3);
        room = 2;
        outgoing.flush();
        room = 4;
        outgoing.send(1, settled(3));
        assertThat(taken).containsExactly(settled(0), settled(1));
        outgoing.flush();
        assertThat(taken).containsExactly(settled(0), settled(1), settled(2), settled(3));
        assertThat(outgoing.isEmpty()).isTrue();
        assertThat(counters.get(WorldCounter.POSTS_WAITED)).isEqualTo(3);
    }

    @Test
    void dropsPosesAloneAndCountsThem() {
        room = 0;
        outgoing.send(1, pose());
        outgoing.send(1, settled(0));
        outgoing.send(1, pose());
        room = 9;
        outgoing.flush();
        assertThat(taken).containsExactly(settled(0));
        assertThat(counters.get(WorldCounter.POSES_BETWEEN_HOSTS_DROPPED)).isEqualTo(2);
    }

    @Test
    void isNotHeldUpByAnotherReceiver() {
        room = 0;
        outgoing.send(1, settled(0));
        outgoing.send(0, settled(1));
        assertThat(taken).containsExactly(settled(1));
    }

    @Test
    void saysWhenMoreIsLostThanMayWait() {
        room = 0;
        send(Outgoing.MOST_KEPT);
        assertThat(outgoing.isOverfull()).isFalse();
        outgoing.send(1, new HostMessage.Near(RegionId.SPAWN, Set.of()));
        assertThat(outgoing.isOverfull()).isTrue();
        assertThat(counters.get(WorldCounter.POSTS_LOST)).isEqualTo(1);
    }

    private void send(int count) {
        for (int i = 0; i < count; i++) {
            outgoing.send(1, settled(i));
        }
    }

    private static HostMessage settled(long playerId) {
        return new HostMessage.Settled(playerId, RegionId.SPAWN);
    }

    private static HostMessage pose() {
        return new HostMessage.Input(RegionId.SPAWN, new RegionInput.Move(7, 1, Pose.standingAt(0, 0, 0)));
    }
}
