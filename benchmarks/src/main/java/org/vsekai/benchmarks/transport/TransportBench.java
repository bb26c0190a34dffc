package org.vsekai.benchmarks.transport;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vsekai.benchmarks.measuring.Child;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./sekai bench transport}: what a peer costs the server. */
@Command(
        name = "transport",
        mixinStandardHelpOptions = true,
        description = "CPU, memory, joins and latency of the transport, under peers in another process.")
public final class TransportBench implements Callable<Integer> {
    private static final int SERVER_CORE = 0;
    private static final int CLIENTS_CORE = 1;
    private static final int MOST_PEERS = 4_000;

    @Option(
            names = "--peers",
            paramLabel = "N",
            defaultValue = "1000",
            description = "At most 4000 (${DEFAULT-VALUE}).")
    private int peers;

    @Option(names = "--hz", paramLabel = "N", defaultValue = "60", description = "Ticks a second (${DEFAULT-VALUE}).")
    private int hz;

    @Option(
            names = "--bytes",
            paramLabel = "N",
            defaultValue = "200",
            description = "Of a message, 16 to 1000 (${DEFAULT-VALUE}).")
    private int bytes;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "20",
            description = "Measured, after as many to warm up (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--json", description = "End with one JSON line on standard output.")
    private boolean isJson;

    @Spec
    private @Nullable CommandSpec spec;

    private final ObjectMapper json = new ObjectMapper();
    private final ObjectNode report = json.createObjectNode();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (peers < 1 || peers > MOST_PEERS || bytes < 16 || bytes > 1_000 || hz < 1 || seconds < 1) {
            throw new ParameterException(commandLine(), "See --help for the ranges.");
        }
        var load = new Load(peers, hz, bytes, seconds);
        report.put("bench", "transport").put("peers", peers).put("hz", hz).put("bytes", bytes);
        SharedHardware.describe(SERVER_CORE, CLIENTS_CORE, report.putObject("shared"));
        try (Child server = Child.start(LoadServer.class, SERVER_CORE, load.serverArguments())) {
            String signalling = server.ask("port").path("port").asText();
            try (Child clients = Child.start(LoadClients.class, CLIENTS_CORE, load.clientsArguments(signalling))) {
                new TransportRun(load, server, clients, report, this::say).measure();
            }
        }
        print();
        return 0;
    }

    private void say(String what) {
        commandLine().getErr().println("sekai bench: " + what);
    }

    private CommandLine commandLine() {
        return Objects.requireNonNull(spec).commandLine();
    }

    private void print() throws IOException {
        PrintWriter out = commandLine().getOut();
        if (isJson) {
            out.println(json.writeValueAsString(report));
        } else {
            out.println(json.writerWithDefaultPrettyPrinter().writeValueAsString(report));
        }
    }
}
