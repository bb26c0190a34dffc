package org.vsekai.storage.check.lists;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A transaction as its client saw it.
 *
 * @param name unique, for people
 * @param begun when its client began it, on a clock that all clients share
 * @param ended when its client knew the outcome
 */
public record ListTransaction(String name, long begun, long ended, Outcome outcome, List<Step> steps) {

    public enum Outcome {
        COMMITTED,
        ABORTED,
        /** Its appends may be there or not, and may come to be there later. What it read counts for nothing. */
        UNKNOWN
    }

    public sealed interface Step {
        String list();
    }

    /** @param value unique in its list over the whole history */
    public record Append(String list, int value) implements Step {
        @Override
        public String toString() {
            return "append " + list + " " + value;
        }
    }

    /** @param values the whole list as it was seen */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record Read(String list, int[] values) implements Step {
        @Override
        public String toString() {
            return "read " + list + " " + Arrays.toString(values);
        }
    }

    @Override
    public String toString() {
        return name + " {" + steps.stream().map(Object::toString).collect(Collectors.joining(", ")) + "}";
    }
}
