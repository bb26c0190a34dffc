package org.vsekai.game;

import java.util.Optional;

/**
 * How something changes with time alone, as arithmetic over the world's time: a pure function of the state and of a tick. So
 * whoever looks at it late finds what it would have become by then, whether or not anybody looked in between:
 *
 * <p>{@code at(at(s, t), u) = at(s, u)} for {@code t <= u}.
 *
 * <p>That holds for everything that is written as steps, each of which is due at a tick that follows from the state. The state
 * holds when its step is due, never how long it has waited: a count that went up with each tick would be wrong in a chunk that
 * slept. Steps must make the next one later. For example:
 *
 * <ul>
 *   <li>Growth and decay: one step, due at a tick that was set when it began ({@link AgeingOfThings}).
 *   <li>A queue of things to craft: the state is the queue and the tick at which its first is done; a step takes the first off
 *       and makes the next one due its own time later; it is never due when the queue is empty.
 *   <li>Hunger: the state is the satiety and the tick of its next loss. What holds while somebody is away, such as a pace of a
 *       quarter, or none below a half, is part of that function, and going and coming are actions that set the tick.
 *   <li>A cooldown has no step at all: it is a tick that is compared with now.
 * </ul>
 *
 * @param <S> an immutable state
 */
public interface Ageing<S> {
    /** Later than any tick. */
    long NEVER = Long.MAX_VALUE;

    /** The tick at which the state changes by itself, or {@link #NEVER}. */
    long nextTick(S state);

    /** What it becomes at that tick; empty when it is gone. */
    Optional<S> next(S state);

    /** What it is at a tick, all that was due by then having taken place; empty when it is gone. */
    default Optional<S> at(S state, long tick) {
        Optional<S> aged = Optional.of(state);
        while (aged.isPresent() && nextTick(aged.get()) <= tick) {
            aged = next(aged.get());
        }
        return aged;
    }
}
