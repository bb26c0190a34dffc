package org.vsekai.bots;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.vsekai.rtc.lab.HostileCheck;
import org.vsekai.rtc.lab.NetemCheck;
import org.vsekai.rtc.lab.TransportCheck;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line of {@code ./sekai check}. Exit codes: 0 the promise holds, 1 it does not, 2 the command is wrong,
 * and 3 this machine can't tell. */
@Command(
        name = "./sekai check",
        mixinStandardHelpOptions = true,
        description = "Puts a promise to the test, against the real server.",
        subcommands = {KillCheck.class, JoinCheck.class, TransportCheck.class, NetemCheck.class, HostileCheck.class})
public final class Checks implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--list", description = "Name the checks.")
    private boolean isListing;

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Checks())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    }

    /** Without a check to run. */
    @Override
    public void run() {
        if (spec == null) {
            return;
        }
        CommandLine line = spec.commandLine();
        if (!isListing) {
            throw new CommandLine.ParameterException(
                    line,
                    "Name a check: " + String.join(", ", line.getSubcommands().keySet()) + ".");
        }
        line.getSubcommands()
                .forEach((name, check) -> line.getOut()
                        .println(name + "   "
                                + check.getCommandSpec().usageMessage().description()[0]));
    }
}
