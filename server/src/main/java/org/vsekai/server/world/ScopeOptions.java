package org.vsekai.server.world;

import org.jspecify.annotations.Nullable;
import org.vsekai.archive.move.Scope;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which of a store's content is meant. */
final class ScopeOptions {
    @Option(
            names = "--world",
            paramLabel = "NAME",
            description = "Which world: the store's name for it, not the one that players see (main).")
    private @Nullable String world;

    @Option(names = "--all", description = "Everything in the store, in the place of one world.")
    private boolean isAll;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    Scope scope() {
        if (isAll && world != null && spec != null) {
            throw new ParameterException(spec.commandLine(), "either --world or --all");
        }
        return isAll ? new Scope.All() : new Scope.World(world == null ? "main" : world);
    }
}
