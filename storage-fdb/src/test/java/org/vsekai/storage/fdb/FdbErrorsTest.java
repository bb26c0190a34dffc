package org.vsekai.storage.fdb;

import static org.assertj.core.api.Assertions.assertThat;

import com.apple.foundationdb.FDBException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vsekai.storage.StorageError;
import org.vsekai.storage.StorageException;

/** FoundationDB's codes as the interface's errors. The codes and their names are those of its {@code error_definitions.h}. */
class FdbErrorsTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
                    # code, error,                               retry, may have committed
                    1007, TRANSACTION_TOO_OLD,                 true,  false
                    1009, FUTURE_VERSION,                      true,  false
                    1020, NOT_COMMITTED,                       true,  false
                    1021, COMMIT_UNKNOWN_RESULT,               true,  true
                    1022, COMMIT_UNKNOWN_RESULT_FATAL,         false, true
                    1025, TRANSACTION_CANCELLED,               false, false
                    1031, TRANSACTION_TIMED_OUT,               false, true
                    1032, TOO_MANY_WATCHES,                    false, false
                    1036, ACCESSED_UNREADABLE,                 false, false
                    1037, PROCESS_BEHIND,                      true,  false
                    1038, DATABASE_LOCKED,                     true,  false
                    1039, CLUSTER_VERSION_CHANGED,             true,  true
                    1042, COMMIT_PROXY_MEMORY_LIMIT_EXCEEDED,  true,  false
                    1051, BATCH_TRANSACTION_THROTTLED,         true,  false
                    1078, GRV_PROXY_MEMORY_LIMIT_EXCEEDED,     true,  false
                    1213, TAG_THROTTLED,                       true,  false
                    1223, PROXY_TAG_THROTTLED,                 true,  false
                    1235, TRANSACTION_THROTTLED_HOT_SHARD,     true,  false
                    1242, TRANSACTION_REJECTED_RANGE_LOCKED,   true,  false
                    1510, IO_ERROR,                            false, true
                    2000, CLIENT_INVALID_OPERATION,            false, false
                    2002, COMMIT_READ_INCOMPLETE,              false, false
                    2004, KEY_OUTSIDE_LEGAL_RANGE,             false, false
                    2005, INVERTED_RANGE,                      false, false
                    2006, INVALID_OPTION_VALUE,                false, false
                    2007, INVALID_OPTION,                      false, false
                    2017, USED_DURING_COMMIT,                  false, false
                    2021, NO_COMMIT_VERSION,                   false, false
                    2101, TRANSACTION_TOO_LARGE,               false, false
                    2102, KEY_TOO_LARGE,                       false, false
                    2103, VALUE_TOO_LARGE,                     false, false
                    """)
    void aCodeIsTheErrorOfThatNumber(int code, StorageError error, boolean retryable, boolean maybeCommitted) {
        StorageException ours = translated(new FDBException("as told", code));
        assertThat(ours.error()).isEqualTo(error);
        assertThat(ours.error().retryable()).isEqualTo(retryable);
        assertThat(ours.error().maybeCommitted()).isEqualTo(maybeCommitted);
        assertThat(ours).hasMessageContaining("as told").hasMessageContaining("" + code);
        assertThat(FdbErrors.theirs(ours).getCode()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1099, 2108, 4100, 9999})
    void aCodeWithoutAnErrorOfItsOwnIsFatalAndNamed(int code) {
        StorageException ours = translated(new FDBException("as told", code));
        assertThat(ours.error()).isEqualTo(StorageError.UNKNOWN_ERROR);
        assertThat(ours.error().retryable()).isFalse();
        assertThat(ours.error().maybeCommitted()).isTrue();
        assertThat(ours).hasMessageContaining("code " + code);
    }

    @Test
    void whatWasCancelledWasClosed() {
        assertThat(translated(new FDBException("Asynchronous operation cancelled", 1101))
                        .error())
                .isEqualTo(StorageError.TRANSACTION_CANCELLED);
        assertThat(translated(new CancellationException()).error()).isEqualTo(StorageError.TRANSACTION_CANCELLED);
        assertThat(translated(new IllegalStateException("Cannot access closed object"))
                        .error())
                .isEqualTo(StorageError.TRANSACTION_CANCELLED);
    }

    @Test
    void failuresThatAreNotTheStoresStayThemselves() {
        var mine = new IllegalArgumentException("mine");
        assertThat(FdbErrors.translated(new CompletionException(mine))).isSameAs(mine);
        var known = new StorageException(StorageError.KEY_TOO_LARGE, "known");
        assertThat(FdbErrors.translated(known)).isSameAs(known);
    }

    private static StorageException translated(RuntimeException failure) {
        return (StorageException) FdbErrors.translated(new CompletionException(failure));
    }
}
