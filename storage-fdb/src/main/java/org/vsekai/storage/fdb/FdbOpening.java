package org.vsekai.storage.fdb;

import com.apple.foundationdb.Database;
import com.apple.foundationdb.FDBException;
import com.apple.foundationdb.Transaction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vsekai.storage.CannotOpenException;
import org.vsekai.storage.RetryLoop;

/** The steps from a cluster file to a database that answers, each with the error that a person needs where it fails. */
final class FdbOpening {
    private static final Logger LOG = LoggerFactory.getLogger(FdbOpening.class);

    private static final int TRANSACTION_TIMED_OUT = 1031;
    private static final int DATABASE_LOCKED = 1038;
    private static final int CLUSTER_VERSION_CHANGED = 1039;
    private static final int API_VERSION_NOT_SUPPORTED = 2203;

    private final FdbClient client;
    private final LongSupplier nanoTime;

    FdbOpening(FdbClient client, LongSupplier nanoTime) {
        this.client = client;
        this.nanoTime = nanoTime;
    }

    FdbDatabase open(Path path, FdbOptions options) {
        ClusterFile file = ClusterFile.read(path);
        Database fdb = connect(file);
        boolean answers = false;
        try {
            probe(fdb, file, options.openTimeout());
            answers = true;
        } finally {
            if (!answers) {
                fdb.close();
            }
        }
        if (!file.isTls()) {
            LOG.warn(
                    "The connection to the FoundationDB cluster '{}' is neither encrypted nor authenticated: whoever reaches its"
                            + " ports can read and change everything. Keep it in a private network, or use TLS.",
                    file.description());
        }
        return new FdbDatabase(fdb, nanoTime);
    }

    private Database connect(ClusterFile file) {
        try {
            return client.connect(file.path().toAbsolutePath().toString());
        } catch (LinkageError unusable) {
            // NoClassDefFoundError is what a second try gets.
            throw new CannotOpenException(
                    "FoundationDB's client library can't be loaded (" + unusable.getMessage()
                            + "). Install the package foundationdb-clients, version 7.4 or newer, which brings libfdb_c,"
                            + " or name the library's folder in LD_LIBRARY_PATH.",
                    unusable);
        } catch (FDBException refused) {
            throw refused.getCode() == API_VERSION_NOT_SUPPORTED ? tooOld(refused) : failed(file, refused);
        }
    }

    /** Asks for a read version, which needs a cluster that could commit too. */
    private static void probe(Database fdb, ClusterFile file, Duration timeout) {
        try (Transaction transaction = fdb.createTransaction()) {
            transaction.options().setTimeout(FdbTransaction.millis(timeout));
            var _ = RetryLoop.await(transaction.getReadVersion());
        } catch (FDBException failure) {
            throw switch (failure.getCode()) {
                case TRANSACTION_TIMED_OUT -> silent(file, timeout, failure);
                case DATABASE_LOCKED -> locked(file, failure);
                case CLUSTER_VERSION_CHANGED -> otherProtocol(file, failure);
                default -> failed(file, failure);
            };
        }
    }

    private static CannotOpenException tooOld(FDBException cause) {
        return new CannotOpenException(
                "The installed FoundationDB client library doesn't know API version " + NativeFdbClient.API_VERSION
                        + ": it is too old. Install the package foundationdb-clients, version 7.4 or newer.",
                cause);
    }

    private static CannotOpenException silent(ClusterFile file, Duration timeout, FDBException cause) {
        return new CannotOpenException(
                "The FoundationDB cluster '" + file.description() + "' did not answer within " + timeout.toMillis()
                        + " ms; its coordinators are " + String.join(", ", file.coordinators()) + " (from "
                        + file.path()
                        + "). See whether it runs (fdbcli --exec status), whether this machine reaches those addresses,"
                        + " and whether its version is that of the client library.",
                cause);
    }

    private static CannotOpenException locked(ClusterFile file, FDBException cause) {
        return new CannotOpenException(
                "The FoundationDB cluster '" + file.description()
                        + "' is locked by an operator, for a restore or a switch-over. Wait, or unlock it with fdbcli.",
                cause);
    }

    private static CannotOpenException otherProtocol(ClusterFile file, FDBException cause) {
        return new CannotOpenException(
                "The FoundationDB cluster '" + file.description()
                        + "' is being upgraded or of another version than the client library. Install the cluster's.",
                cause);
    }

    private static CannotOpenException failed(ClusterFile file, FDBException cause) {
        return new CannotOpenException(
                "The FoundationDB cluster '" + file.description() + "' of " + file.path() + " can't be opened: "
                        + cause.getMessage() + " (code " + cause.getCode() + "). See fdbcli --exec status.",
                cause);
    }
}
