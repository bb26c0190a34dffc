package org.vsekai.spec.model;

/**
 * An instance with a deliberate defect, which must be found.
 *
 * @param defect the value of the constant {@code Bug}
 * @param property the one that is named for it: nothing else is checked
 */
public record Mutant(String defect, Instance instance, String property) {
    @Override
    public String toString() {
        return defect + " (" + instance.configuration() + ", " + property + ")";
    }
}
