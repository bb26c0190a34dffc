package org.vsekai.server;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vsekai.archive.ArchiveException;
import org.vsekai.archive.backup.Backup;
import org.vsekai.archive.backup.BackupCreation;
import org.vsekai.archive.backup.BackupSet;
import org.vsekai.server.store.Stores;
import org.vsekai.server.world.BackupRequest;
import org.vsekai.storage.Database;
import org.vsekai.storage.disk.Disk;

/** Backups that a running server makes on request, one at a time. */
final class Backups {
    private static final Logger LOG = LoggerFactory.getLogger(Backups.class);

    private final Database store;
    private final Semaphore oneAtATime = new Semaphore(1);

    Backups(Database store) {
        this.store = store;
    }

    /** Returns a line about the backup that was made. */
    String answer(BackupRequest request) {
        if (!oneAtATime.tryAcquire()) {
            throw new ArchiveException("a backup of this world is under way already");
        }
        try {
            return create(request);
        } finally {
            oneAtATime.release();
        }
    }

    private String create(BackupRequest request) {
        BackupSet set = new BackupSet(Disk.real(), Path.of(request.set()));
        BackupCreation creation =
                new BackupCreation(store, Stores.WORLD, set, new SecureRandom(), System::currentTimeMillis);
        Backup made = creation.create(request.asBase());
        String text = made.describe();
        LOG.info("backup in {}: {}", request.set(), text);
        return text;
    }
}
