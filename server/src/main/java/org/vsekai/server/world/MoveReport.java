package org.vsekai.server.world;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.move.MoveListener;
import org.vsekai.archive.move.Moved;
import org.vsekai.archive.move.Scope;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says on standard error how far a move has come, and on standard output what came of it. */
final class MoveReport implements MoveListener {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long MEGABYTE = 1_000_000;

    @Option(names = "--json", description = "End with one JSON line on standard output.")
    private boolean isJson;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    private long saidAtNanos = System.nanoTime();

    @Override
    public void onProgress(Step step, long pairs, long bytes) {
        long now = System.nanoTime();
        if (now - saidAtNanos >= PAUSE_NANOS) {
            saidAtNanos = now;
            note(step.name().toLowerCase(Locale.ROOT) + ": " + pairs + " pairs, " + bytes / MEGABYTE + " MB");
        }
    }

    @Override
    public void onNote(String sentence) {
        note(sentence);
    }

    private void note(String sentence) {
        line().getErr().println("sekai: " + sentence);
    }

    void tell(Moved moved, Object from, Object to) {
        if (!isJson) {
            line().getOut().println(moved.scope() + ", from " + from + " to " + to + ": " + moved.content());
            return;
        }
        ObjectNode result = JSON.createObjectNode();
        result.put("from", from.toString()).put("to", to.toString());
        if (moved.scope() instanceof Scope.World(String name)) {
            result.put("world", name);
        }
        result.put("pairs", moved.content().pairs())
                .put("bytes", moved.content().bytes())
                .put("sha256", moved.content().sha256())
                .put("resumed", moved.isResumed());
        line().getOut().println(result);
    }

    private CommandLine line() {
        return Objects.requireNonNull(spec).commandLine();
    }
}
