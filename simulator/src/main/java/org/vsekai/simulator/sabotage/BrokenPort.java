package org.vsekai.simulator.sabotage;

import java.util.HashMap;
import java.util.Map;
import org.vsekai.game.Action;
import org.vsekai.game.ItemKind;
import org.vsekai.game.Items;
import org.vsekai.world.RegionInput;
import org.vsekai.world.RegionPort;

/** Ways between the gateway and the world on which inputs change. */
final class BrokenPort {
    private BrokenPort() {}

    /** A repeated action gets a number of its own, as if it had not been there before. */
    static final class Renumbering implements RegionPort {
        private final RegionPort sound;
        private final Map<Long, Long> newest = new HashMap<>();

        Renumbering(RegionPort sound) {
            this.sound = sound;
        }

        @Override
        public boolean offer(RegionInput input) {
            if (!(input instanceof RegionInput.Act act)) {
                return sound.offer(input);
            }
            long last = newest.getOrDefault(act.playerId(), act.sequence() - 1);
            long number = act.sequence() <= last ? last + 1 : act.sequence();
            newest.put(act.playerId(), number);
            return sound.offer(new RegionInput.Act(act.playerId(), act.sessionId(), number, act.action()));
        }
    }

    /** Whoever gives or offers, gives one piece of wood more. */
    static final class Generous implements RegionPort {
        private final RegionPort sound;

        Generous(RegionPort sound) {
            this.sound = sound;
        }

        @Override
        public boolean offer(RegionInput input) {
            return sound.offer(
                    input instanceof RegionInput.Act act
                            ? new RegionInput.Act(
                                    act.playerId(), act.sessionId(), act.sequence(), generous(act.action()))
                            : input);
        }

        private static Action generous(Action action) {
            Items more = Items.of(ItemKind.WOOD, 1);
            return switch (action) {
                case Action.Gift gift ->
                    new Action.Gift(gift.toPlayerId(), gift.items().plus(more));
                case Action.Offer offer ->
                    new Action.Offer(offer.toPlayerId(), offer.gives().plus(more), offer.wants());
                default -> action;
            };
        }
    }

    /** What an older session sent last counts as the newest one's. */
    static final class Confusing implements RegionPort {
        private final RegionPort sound;
        private final Map<Long, RegionInput.Act> held = new HashMap<>();

        Confusing(RegionPort sound) {
            this.sound = sound;
        }

        @Override
        public boolean offer(RegionInput input) {
            return switch (input) {
                case RegionInput.Join join -> {
                    RegionInput.Act late = held.remove(join.playerId());
                    yield sound.offer(join)
                            && (late == null
                                    || sound.offer(new RegionInput.Act(
                                            late.playerId(), join.sessionId(), late.sequence(), late.action())));
                }
                case RegionInput.Act act -> {
                    RegionInput.Act before = held.put(act.playerId(), act);
                    yield before == null || sound.offer(before);
                }
                default -> sound.offer(input);
            };
        }
    }

    /** An action now and then comes with the number of the one after it, and that one with its. */
    static final class Misordering implements RegionPort {
        private final RegionPort sound;
        private final Map<Long, RegionInput.Act> held = new HashMap<>();
        private final Turn turn = new Turn(15);

        Misordering(RegionPort sound) {
            this.sound = sound;
        }

        @Override
        public boolean offer(RegionInput input) {
            if (!(input instanceof RegionInput.Act act)) {
                return sound.offer(input);
            }
            RegionInput.Act first = held.remove(act.playerId());
            if (first != null && act.sequence() == first.sequence() + 1) {
                return sound.offer(with(first.sequence(), act)) && sound.offer(with(act.sequence(), first));
            }
            if (first != null) {
                sound.offer(first);
            }
            if (turn.comes()) {
                held.put(act.playerId(), act);
                return true;
            }
            return sound.offer(act);
        }

        private static RegionInput.Act with(long sequence, RegionInput.Act act) {
            return new RegionInput.Act(act.playerId(), act.sessionId(), sequence, act.action());
        }
    }
}
