package org.vsekai.storage.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final Turns turns = new Turns();
    private final List<String> begun = new ArrayList<>();

    @Test
    void readsRunAtOnceAndAWriteWaitsForThem() {
        var first = new CompletableFuture<Boolean>();
        var second = new CompletableFuture<Boolean>();
        CompletionStage<Boolean> one = turns.read(named("read 1", first));
        turns.read(named("read 2", second));
        turns.write(named("write", CompletableFuture.completedFuture(true)));
        assertThat(begun).containsExactly("read 1", "read 2");
        second.complete(true);
        assertThat(begun).containsExactly("read 1", "read 2");
        first.complete(true);
        assertThat(begun).containsExactly("read 1", "read 2", "write");
        assertThat(one).isCompletedWithValue(true);
    }

    @Test
    void readsAndWritesWaitForTheWritesBefore() {
        var first = new CompletableFuture<Boolean>();
        var second = new CompletableFuture<Boolean>();
        turns.write(named("write 1", first));
        turns.write(named("write 2", second));
        turns.read(named("read", new CompletableFuture<>()));
        assertThat(begun).containsExactly("write 1");
        first.complete(true);
        assertThat(begun).containsExactly("write 1", "write 2");
        second.complete(true);
        assertThat(begun).containsExactly("write 1", "write 2", "read");
    }

    @Test
    void whatFailsFailsAloneAndLetsTheNextOneIn() {
        var refused = new IllegalStateException("refused");
        CompletionStage<Boolean> write = turns.write(named("write", CompletableFuture.failedFuture(refused)));
        CompletionStage<Boolean> read = turns.read(() -> {
            throw refused;
        });
        CompletionStage<Boolean> next = turns.write(named("next", CompletableFuture.completedFuture(true)));
        assertThat(write).isCompletedExceptionally();
        assertThat(read).isCompletedExceptionally();
        assertThat(next).isCompletedWithValue(true);
        assertThat(begun).containsExactly("write", "next");
    }

    private Supplier<CompletionStage<Boolean>> named(String name, CompletionStage<Boolean> stage) {
        return () -> {
            begun.add(name);
            return stage;
        };
    }
}
