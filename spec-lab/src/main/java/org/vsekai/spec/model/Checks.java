package org.vsekai.spec.model;

import java.util.ArrayList;
import java.util.List;

/** What is to be checked: {@code spec/checks.txt}, which says how it is written. */
public record Checks(List<String> modules, List<Instance> instances, List<Mutant> mutants) {
    static Checks parse(String text) {
        List<String> modules = new ArrayList<>();
        List<Instance> instances = new ArrayList<>();
        List<Mutant> mutants = new ArrayList<>();
        text.lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> !words[0].isEmpty() && !words[0].startsWith("#"))
                .forEach(words -> {
                    switch (words[0] + " " + (words.length - 1)) {
                        case "instance 3" -> instances.add(instance(words[1], words[2], words[3]));
                        case "mutant 5" ->
                            mutants.add(new Mutant(words[1], instance(words[2], words[3], words[5]), words[4]));
                        default -> {
                            if (!words[0].equals("module")) {
                                throw new IllegalArgumentException("checks.txt: " + String.join(" ", words));
                            }
                            modules.addAll(List.of(words).subList(1, words.length));
                        }
                    }
                });
        return new Checks(List.copyOf(modules), List.copyOf(instances), List.copyOf(mutants));
    }

    /** Those that take seconds. */
    public Checks quick() {
        return new Checks(
                modules,
                instances.stream().filter(Instance::isQuick).toList(),
                mutants.stream().filter(mutant -> mutant.instance().isQuick()).toList());
    }

    private static Instance instance(String configuration, String module, String cost) {
        return switch (cost) {
            case "quick" -> new Instance(configuration, module, true);
            case "full" -> new Instance(configuration, module, false);
            default -> throw new IllegalArgumentException("checks.txt: quick or full, not " + cost);
        };
    }
}
