package org.vsekai.bots;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vsekai.core.Seeds;
import org.vsekai.core.SplitMix64;
import org.vsekai.wire.v1.Action;
import org.vsekai.wire.v1.ActionRefused;
import org.vsekai.wire.v1.ActionResult;
import org.vsekai.wire.v1.Idle;
import org.vsekai.wire.v1.Interact;
import org.vsekai.wire.v1.Welcome;

class ActionOutboxProperties {
    private static final int IN_FLIGHT = 4;

    /** A server that applies each sequence once, in order, over a line that breaks. */
    private static final class Line {
        final SplitMix64 random;
        final ActionOutbox outbox = new ActionOutbox();
        final List<Long> applied = new ArrayList<>();
        long nowNanos;
        long acknowledged;

        Line(SplitMix64 random) {
            this.random = random;
        }

        void connect() {
            Welcome.Builder welcome =
                    Welcome.newBuilder().setLastAppliedSequence(applied.size()).setMaxActionsInFlight(IN_FLIGHT);
            for (int i = Math.max(0, applied.size() - 32); i < applied.size(); i++) {
                welcome.addRecentResults(ActionResult.newBuilder().setSequence(i + 1));
            }
            outbox.onWelcome(welcome.build(), nowNanos);
            acknowledged = applied.size();
        }

        void exchange(double loss) {
            for (Action action : outbox.drain(nowNanos)) {
                if (action.getSequence() > acknowledged + IN_FLIGHT) {
                    throw new AssertionError("more under way than allowed");
                }
                if (random.chance(loss)) {
                    return;
                }
                answer(action);
            }
        }

        private void answer(Action action) {
            long sequence = action.getSequence();
            if (sequence == applied.size() + 1 && !random.chance(0.1)) {
                applied.add(action.getInteract().getTarget());
            } else if (sequence > applied.size()) {
                outbox.onRefused(
                        ActionRefused.newBuilder()
                                .setSequence(sequence)
                                .setExpectedSequence(applied.size() + 1)
                                .setRetryAfterMs(10)
                                .build(),
                        nowNanos);
                return;
            }
            if (random.chance(0.8)) {
                outbox.onResult(sequence, nowNanos);
                acknowledged = Math.max(acknowledged, sequence);
            }
        }
    }

    @Test
    void everyActionIsAppliedOnceAndInOrderWhateverBreaks() {
        Seeds.forEach(300, random -> {
            Line line = new Line(random);
            List<Long> offered = new ArrayList<>();
            line.connect();
            for (int step = 0; step < 300; step++) {
                line.nowNanos += random.between(1, 300_000_000L);
                if (random.chance(0.4)) {
                    long target = random.nextLong() >>> 1;
                    line.outbox.offer(interact(target)).ifPresent(action -> offered.add(target));
                }
                switch (random.nextInt(20)) {
                    case 0 -> {
                        line.outbox.onSessionEnded();
                        line.connect();
                    }
                    case 1 -> line.outbox.rewind(line.nowNanos);
                    default -> line.exchange(0.2);
                }
            }
            for (int step = 0; step < 2_000 && !line.outbox.isEmpty(); step++) {
                line.nowNanos += 100_000_000L;
                line.exchange(0);
            }
            assertThat(line.outbox.isEmpty()).isTrue();
            assertThat(line.applied).isEqualTo(offered);
        });
    }

    @Test
    void continuesTheNumbersOfAnEarlierLife() {
        ActionOutbox outbox = new ActionOutbox();
        outbox.onWelcome(
                Welcome.newBuilder()
                        .setLastAppliedSequence(41)
                        .setMaxActionsInFlight(8)
                        .build(),
                0);
        assertThat(outbox.offer(interact(1)).orElseThrow().getSequence()).isEqualTo(42);
    }

    @Test
    void takesNothingBeforeTheFirstWelcomeAndNotMoreThanItHolds() {
        ActionOutbox outbox = new ActionOutbox();
        assertThat(outbox.offer(idle())).isEmpty();
        outbox.onWelcome(Welcome.newBuilder().setMaxActionsInFlight(8).build(), 0);
        for (int i = 0; i < ActionOutbox.MAX_HELD; i++) {
            assertThat(outbox.offer(idle())).isPresent();
        }
        assertThat(outbox.offer(idle())).isEmpty();
        assertThat(outbox.drain(0)).hasSize(8);
        assertThat(outbox.drain(1)).isEmpty();
    }

    @Test
    void waitsAsLongAsARefusalAsksAndBeginsWithWhatIsExpected() {
        ActionOutbox outbox = new ActionOutbox();
        outbox.onWelcome(Welcome.newBuilder().setMaxActionsInFlight(8).build(), 0);
        for (int i = 0; i < 3; i++) {
            outbox.offer(idle());
        }
        assertThat(outbox.drain(0)).hasSize(3);
        outbox.onRefused(
                ActionRefused.newBuilder()
                        .setSequence(2)
                        .setExpectedSequence(2)
                        .setRetryAfterMs(100)
                        .build(),
                0);
        assertThat(outbox.drain(99_000_000)).isEmpty();
        assertThat(outbox.drain(100_000_000)).extracting(Action::getSequence).containsExactly(2L, 3L);
    }

    private static Action.Builder interact(long target) {
        return Action.newBuilder().setInteract(Interact.newBuilder().setTarget(target));
    }

    private static Action.Builder idle() {
        return Action.newBuilder().setIdle(Idle.getDefaultInstance());
    }
}
