package org.vsekai.server.world;

import picocli.CommandLine.Command;

/** {@code ./sekai world backup}: a set of backups in a folder. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = "Makes backups of a world, also of one that is being played, and restores them.",
        subcommands = {
            BackupCreateCommand.class,
            BackupListCommand.class,
            BackupVerifyCommand.class,
            BackupRestoreCommand.class
        })
final class BackupCommand {}
