package org.vsekai.server.world;

import java.nio.file.Path;
import java.util.List;
import org.vsekai.archive.backup.Backup;
import org.vsekai.archive.backup.BackupSet;
import org.vsekai.archive.backup.Restore;
import org.vsekai.storage.disk.Disk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows what is in a set. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the backups of a set and what can be restored.",
            "Reads each file's beginning and end; verify reads everything."
        })
final class BackupListCommand extends Told {
    @Parameters(paramLabel = "SET", description = "The set's folder.")
    private Path set = Path.of("backups");

    @Override
    int run() {
        BackupSet backups = new BackupSet(Disk.real(), set);
        List<BackupSet.Item> items = backups.items();
        for (BackupSet.Item item : items) {
            switch (item) {
                case Backup backup -> out().println(backup.describe());
                case BackupSet.Unusable unusable -> out().println(unusable.name() + ": " + unusable.why());
            }
        }
        out().println(new Restore(backups).spans());
        return items.stream().allMatch(Backup.class::isInstance) && !items.isEmpty() ? 0 : FAILED;
    }
}
