package org.vsekai.rtc.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vsekai.rtc.lab.interop.NetemRun;
import org.vsekai.rtc.lab.interop.NotPossibleException;
import org.vsekai.rtc.lab.interop.Roughness;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./sekai check netem}: the stacks of others on a bad network that the kernel makes. */
@Command(
        name = "netem",
        mixinStandardHelpOptions = true,
        description =
                "The stacks of others on a bad network of the kernel's: needs root, ip and tc, and netem in the kernel.",
        footer = {"", "Exit codes: 0 passed, 1 failed, 2 wrong options, 3 this machine has no such network."})
public final class NetemCheck implements Callable<Integer> {
    /** Neither passed nor failed. */
    static final int NOT_POSSIBLE = 3;

    private static final int MAX_CONNECTIONS = 25;
    private static final int MAX_DELAY_MS = 1_000;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "10",
            description = "Of each stack (${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--loss",
            paramLabel = "PERCENT",
            defaultValue = "5",
            description = "Of the packets, each way (${DEFAULT-VALUE}).")
    private double lossPercent;

    @Option(
            names = "--delay",
            paramLabel = "MS",
            defaultValue = "50",
            description = "Each way, milliseconds (${DEFAULT-VALUE}).")
    private int delayMs;

    @Option(names = "--relay", description = "A relay of ours loses and delays, where the kernel has no netem.")
    private boolean isRelayed;

    @Option(names = "--json", description = "End with one JSON line on standard output.")
    private boolean isJson;

    @Spec
    private @Nullable CommandSpec spec;

    private final ObjectMapper json = new ObjectMapper();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (connections < 1
                || connections > MAX_CONNECTIONS
                || !(lossPercent >= 0 && lossPercent < 100)
                || delayMs < 0
                || delayMs > MAX_DELAY_MS) {
            throw new ParameterException(
                    commandLine(),
                    "--connections is 1 to " + MAX_CONNECTIONS + ", --loss 0 to less than 100, --delay 0 to "
                            + MAX_DELAY_MS + ".");
        }
        ObjectNode report = json.createObjectNode().put("check", "netem").put("pass", false);
        int exitCode;
        try {
            var run = new NetemRun(connections, new Roughness(lossPercent, delayMs), isRelayed, this::say);
            boolean isPassed = run.run(report);
            report.put("pass", isPassed);
            exitCode = isPassed ? 0 : 1;
        } catch (NotPossibleException e) {
            say("not possible on this machine: " + e.getMessage());
            say("where only netem is missing, --relay does without");
            report.put("possible", false).put("why", e.getMessage());
            exitCode = NOT_POSSIBLE;
        }
        commandLine()
                .getOut()
                .println(
                        isJson
                                ? json.writeValueAsString(report)
                                : json.writerWithDefaultPrettyPrinter().writeValueAsString(report));
        return exitCode;
    }

    private void say(String what) {
        commandLine().getErr().println("sekai check: " + what);
    }

    private CommandLine commandLine() {
        return Objects.requireNonNull(spec).commandLine();
    }
}
