package org.vsekai.spec.model;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What TLC said in one run.
 *
 * @param exit its exit code: 0 nothing was found, 12 an invariant is violated, 13 a temporal property is, anything else is an
 *     error of the specification or of TLC
 */
public record TlcRun(int exit, List<String> output) {
    private static final int SAFETY_VIOLATED = 12;
    private static final int LIVENESS_VIOLATED = 13;

    /** The name is not told of a temporal property. */
    private static final Pattern VIOLATED = Pattern.compile(
            "Error: (?:Invariant|Action property) (\\w+) is violated.*|Error: Temporal properties were violated\\.");

    private static final Pattern STATES =
            Pattern.compile("([\\d,]+) states generated.*, ([\\d,]+) distinct states found.*");

    public boolean isClean() {
        return exit == 0;
    }

    public boolean isViolation() {
        return exit == SAFETY_VIOLATED || exit == LIVENESS_VIOLATED;
    }

    /** What was violated, or else what went wrong, in a line. */
    public String complaint() {
        for (String line : output) {
            Matcher violated = VIOLATED.matcher(line);
            if (violated.matches()) {
                return violated.group(1) == null
                        ? "a temporal property is violated"
                        : violated.group(1) + " is violated";
            }
        }
        return output.stream()
                .filter(line -> line.startsWith("Error:") || line.contains("***"))
                .findFirst()
                .orElse("TLC ended with exit code " + exit);
    }

    /** Distinct states that were found. */
    public long states() {
        long states = 0;
        for (String line : output) {
            Matcher counted = STATES.matcher(line);
            if (counted.matches()) {
                states = Long.parseLong(counted.group(2).replace(",", ""));
            }
        }
        return states;
    }
}
