package org.vsekai.server.world;

import picocli.CommandLine.Command;

/**
 * {@code ./sekai world}: what is done with a stored world while no server runs it, or beside one. Each command is a class of
 * its own, a {@code Callable<Integer>} that answers with the exit code and throws what a person can do something about.
 */
@Command(
        name = "world",
        mixinStandardHelpOptions = true,
        description = "Looks at stored worlds, keeps and restores them.",
        subcommands = {InspectCommand.class, BackupCommand.class, VerifyCommand.class})
public final class WorldCommand {}
