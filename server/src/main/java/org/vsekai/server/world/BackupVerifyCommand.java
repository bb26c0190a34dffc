package org.vsekai.server.world;

import java.nio.file.Path;
import org.vsekai.archive.ArchiveException;
import org.vsekai.archive.backup.BackupSet;
import org.vsekai.archive.backup.SetVerification;
import org.vsekai.storage.disk.Disk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Reads a whole set and replays it. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Reads every byte of a set, and replays it to its end. Exit code 1 where anything is wrong.")
final class BackupVerifyCommand extends Told {
    @Parameters(paramLabel = "SET", description = "The set's folder.")
    private Path set = Path.of("backups");

    @Override
    int run() {
        BackupSet backups = new BackupSet(Disk.real(), set);
        if (backups.items().isEmpty()) {
            throw new ArchiveException("there are no backups in " + set);
        }
        SetVerification.Verified verified = new SetVerification(backups).run();
        verified.findings().forEach(out()::println);
        verified.restorable().forEach(chain -> out().println("sound, can be restored: " + chain.span()));
        return verified.findings().isEmpty() ? 0 : FAILED;
    }
}
