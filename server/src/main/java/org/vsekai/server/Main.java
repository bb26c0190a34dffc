package org.vsekai.server;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.event.Level;
import org.vsekai.archive.ArchiveException;
import org.vsekai.server.config.ConfigurationException;
import org.vsekai.server.config.ServerConfig;
import org.vsekai.server.config.Setting;
import org.vsekai.server.config.Settings;
import org.vsekai.server.log.Logging;
import org.vsekai.server.world.WorldCommand;
import org.vsekai.storage.CannotOpenException;
import org.vsekai.storage.StorageException;
import org.vsekai.world.DamagedRecordException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The command line: {@code serve} and {@code config print}, whose options are the settings, so that a new setting is an option
 * at once; and {@code world}, whose commands are classes of their own. Exit codes: 0 done, 1 the server could not start or go on, or the command failed, 2 the command or the configuration is wrong.
 */
public final class Main {
    static final int FAILED = 1;
    static final int MISUSED = 2;

    private final PrintWriter out;
    private final PrintWriter err;

    Main(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(new Main(out, err).run(args));
    }

    int run(String... args) {
        CommandSpec config = CommandSpec.create().name("config");
        config.usageMessage().description("Shows the configuration.");
        config.addSubcommand(
                "print", command("print", "Shows every setting, its value, and where that came from.", this::print));
        CommandSpec top = CommandSpec.create().name("./sekai").mixinStandardHelpOptions(true);
        top.usageMessage().description("V-Sekai: one shared world for people in VR.");
        top.addSubcommand(
                "serve",
                command("serve", "Starts a world and keeps it until the process is told to stop.", this::serve));
        top.addSubcommand("config", config);
        top.addSubcommand("world", CommandSpec.forAnnotatedObject(new WorldCommand()));
        return new CommandLine(top)
                .setOut(out)
                .setErr(err)
                .setExecutionStrategy(this::execute)
                .execute(args);
    }

    @FunctionalInterface
    private interface Action {
        int run(Settings settings) throws InterruptedException;
    }

    private CommandSpec command(String name, String description, Action action) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(action).name(name).mixinStandardHelpOptions(true);
        spec.usageMessage().description(description).abbreviateSynopsis(true);
        for (Setting setting : Setting.values()) {
            Settings.Described reference = Settings.described(setting);
            String byDefault = reference.defaultValue().isEmpty() ? "" : " Default: " + reference.defaultValue();
            spec.addOption(OptionSpec.builder(setting.flag())
                    .paramLabel(setting.placeholder())
                    .type(String.class)
                    .description((reference.description() + byDefault).replace("%", "%%"))
                    .build());
        }
        spec.addOption(OptionSpec.builder(Settings.CONFIG_FLAG)
                .paramLabel("FILE")
                .type(Path.class)
                .description("Settings from this file. Default: sekai.conf in the data folder, where there is one")
                .build());
        return spec;
    }

    private int execute(ParseResult parsed) {
        Integer help = CommandLine.executeHelpRequest(parsed);
        if (help != null) {
            return help;
        }
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        try {
            return switch (last.commandSpec().userObject()) {
                case Action action -> action.run(settings(last));
                case Callable<?> command -> call(command);
                case null, default -> {
                    last.commandSpec().commandLine().usage(err);
                    yield MISUSED;
                }
            };
        } catch (ConfigurationException e) {
            err.println("sekai: " + e.getMessage());
            return MISUSED;
        } catch (CannotStartException
                | CannotOpenException
                | StorageException
                | DamagedRecordException
                | ArchiveException e) {
            err.println("sekai: " + e.getMessage());
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    /** A command of {@code world}. What it throws unchecked is a mistake of the user's, a fault of the store's, or ours. */
    private static int call(Callable<?> command) throws InterruptedException {
        Logging.toStandardError(Level.WARN);
        try {
            return (Integer) command.call();
        } catch (RuntimeException | InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Settings settings(ParseResult parsed) {
        Map<Setting, String> flags = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            String value = parsed.matchedOptionValue(setting.flag(), null);
            if (value != null) {
                flags.put(setting, value);
            }
        }
        Optional<Path> file = Optional.ofNullable(parsed.matchedOptionValue(Settings.CONFIG_FLAG, null));
        return Settings.resolve(new Settings.Sources(flags, file, System.getenv(), System.getProperties()));
    }

    private int print(Settings settings) {
        ServerConfig.of(settings); // What can't be used is said here too.
        for (Setting setting : Setting.values()) {
            out.printf(
                    "%-15s = %-24s # %s%n", setting.key(), quoted(settings.value(setting)), settings.origin(setting));
        }
        return 0;
    }

    private static String quoted(String value) {
        boolean isNumber = !value.isEmpty() && value.chars().allMatch(Character::isDigit);
        return isNumber ? value : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private int serve(Settings settings) throws InterruptedException {
        ServerConfig config = ServerConfig.of(settings);
        Logging.toStandardError(config.logLevel());
        return new Running().untilFailed(config, out);
    }
}
