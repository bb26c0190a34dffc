package org.vsekai.storage.lab;

import java.util.List;
import java.util.Objects;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.vsekai.storage.Database;
import org.vsekai.storage.DatabaseContractTest;

/** Runs the contract tests of storage and of its records over an open store. They clear all of it, at first before each test. */
final class ContractTests {
    /** The tag of those that count the bytes of keys, which are longer below a prefix. */
    static final String COUNTS_KEY_BYTES = DatabaseContractTest.COUNTS_KEY_BYTES;

    private ContractTests() {}

    /** @param failures which tests failed, and why */
    record Result(long passed, long failed, List<String> failures) {}

    /** @param isPrefixed without {@link #COUNTS_KEY_BYTES} */
    static Result run(Database store, boolean isPrefixed) {
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClasses(StoreContract.class, RecordsContract.class));
        if (isPrefixed) {
            request.filters(TagFilter.excludeTags(COUNTS_KEY_BYTES));
        }
        var listener = new SummaryGeneratingListener();
        StoreContract.use(store);
        try {
            LauncherFactory.create().execute(request.build(), listener);
        } finally {
            StoreContract.use(null);
        }
        TestExecutionSummary summary = Objects.requireNonNull(listener.getSummary());
        return new Result(
                summary.getTestsSucceededCount(),
                summary.getTotalFailureCount(),
                summary.getFailures().stream()
                        .map(failure -> failure.getTestIdentifier().getDisplayName() + ": " + failure.getException())
                        .toList());
    }
}
