package org.vsekai.server.world;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.inspect.Inspection;
import org.vsekai.archive.inspect.KeyText;
import org.vsekai.server.store.Stores;
import org.vsekai.storage.Database;
import org.vsekai.storage.StoreLocation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints keys and decoded records. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = {
            "Prints what is stored under the keys with a prefix.",
            "A prefix is a path such as sekai/main/avatar/7, or bytes: 0x02ab, or \\x02ab."
        })
final class InspectCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(paramLabel = "KEY-PREFIX", arity = "0..1", defaultValue = "", description = "Default: every key.")
    private String prefix = "";

    @Option(
            names = "--store",
            paramLabel = "STORE",
            converter = StoreConverter.class,
            description = "A store's folder, a server's data folder, or fdb:FILE (./sekai-data).")
    private StoreLocation store = WorldCommand.DEFAULT_STORE;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "Keys at most (${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean isJson;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        byte[] key = key();
        try (Database database = Stores.openExisting(store, WorldCommand.ENGINE)) {
            boolean more = new Inspection(database).show(key, limit, this::print);
            if (more) {
                err().println("sekai: there are more; --limit says how many are shown");
            }
        }
        return 0;
    }

    private byte[] key() {
        if (limit < 1) {
            throw new ParameterException(spec().commandLine(), "--limit is at least 1");
        }
        try {
            return KeyText.parse(prefix);
        } catch (IllegalArgumentException notOne) {
            throw new ParameterException(spec().commandLine(), String.valueOf(notOne.getMessage()), notOne);
        }
    }

    private void print(Inspection.Shown shown) {
        PrintWriter out = spec().commandLine().getOut();
        if (isJson) {
            ObjectNode line = JSON.createObjectNode();
            line.put("key", shown.key()).put("size", shown.size()).put("value", shown.value());
            out.println(line);
        } else {
            out.println(shown.key() + "   (" + shown.size() + " bytes)");
            shown.value().lines().forEach(line -> out.println("    " + line));
        }
    }

    private PrintWriter err() {
        return spec().commandLine().getErr();
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(spec);
    }
}
