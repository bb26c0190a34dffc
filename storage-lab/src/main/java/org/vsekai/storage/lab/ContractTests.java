package org.vsekai.storage.lab;

import java.util.List;
import java.util.Objects;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.vsekai.storage.Database;

/** Runs the contract tests of storage and of its records over an open store. They clear all of it, at first before each test. */
final class ContractTests {
    /** Writes the longest key there is, for which there is no room below a prefix. */
    static final String LONGEST_KEY = "limitsAreFoundationDbs";

    private ContractTests() {}

    /** @param failures which tests failed, and why */
    record Result(long passed, long failed, List<String> failures) {}

    /** @param isPrefixed without {@link #LONGEST_KEY} */
    static Result run(Database store, boolean isPrefixed) {
        PostDiscoveryFilter fits = test -> FilterResult.includedIf(
                !isPrefixed || !(test.getUniqueId().toString().contains(LONGEST_KEY)));
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClasses(StoreContract.class, RecordsContract.class))
                .filters(fits)
                .build();
        var listener = new SummaryGeneratingListener();
        StoreContract.use(store);
        try {
            LauncherFactory.create().execute(request, listener);
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
