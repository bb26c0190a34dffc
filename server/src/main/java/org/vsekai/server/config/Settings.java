package org.vsekai.server.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * The value of every setting, with its origin. Layers, the first that has a value wins: flags, environment, file, the
 * launcher (which knows where the web client lies), the defaults of {@code reference.conf}.
 */
public final class Settings {
    /** Names the file; not a setting itself, as it can't stand in the file. */
    public static final String CONFIG_FLAG = "--config";

    static final String CONFIG_VARIABLE = Setting.ENVIRONMENT_PREFIX + "CONFIG";
    static final String FILE_IN_DATA_FOLDER = "sekai.conf";

    private static final String PROPERTY_PREFIX = "sekai.";
    /** Variables that are no settings: of this class, the launcher and the web client's tools. */
    private static final Set<String> OTHER_VARIABLES =
            Set.of(CONFIG_VARIABLE, "SEKAI_HEAP", "SEKAI_JAVA_OPTIONS", "SEKAI_SERVER");

    private static final String DEFAULT_ORIGIN = "default";
    private static final Config DEFAULTS = ConfigFactory.parseResources(
                    Settings.class,
                    "reference.conf",
                    ConfigParseOptions.defaults().setAllowMissing(false).setOriginDescription(DEFAULT_ORIGIN))
            .resolve();

    private final Config merged;

    private Settings(Config merged) {
        this.merged = merged;
    }

    /**
     * What was said where.
     *
     * @param flags values by setting, as given on the command line
     * @param file named by {@code --config}
     * @param environment all variables of the process
     * @param properties the system properties, of which {@code sekai.KEY} come from the launcher
     */
    public record Sources(
            Map<Setting, String> flags, Optional<Path> file, Map<String, String> environment, Properties properties) {}

    /** @throws ConfigurationException if something is named that is not a setting, or the file can't be read */
    public static Settings resolve(Sources sources) {
        Config above = flags(sources.flags()).withFallback(environment(sources.environment()));
        Config below = launcher(sources.properties()).withFallback(DEFAULTS);
        Config withoutFile = above.withFallback(below);
        Path dataFile = Path.of(withoutFile.getString(Setting.DATA.key()), FILE_IN_DATA_FOLDER);
        Optional<Path> named = sources.file()
                .or(() -> Optional.ofNullable(sources.environment().get(CONFIG_VARIABLE))
                        .map(Path::of));
        if (named.isPresent()) {
            return new Settings(above.withFallback(file(named.get())).withFallback(below));
        }
        if (!Files.exists(dataFile)) {
            return new Settings(withoutFile);
        }
        Config file = file(dataFile);
        if (file.hasPath(Setting.DATA.key())) {
            throw new ConfigurationException(dataFile
                    + " sets data, but it is read because it lies in the data folder: take that line out, or name the file with "
                    + CONFIG_FLAG);
        }
        return new Settings(above.withFallback(file).withFallback(below));
    }

    /** Default and description of a setting, from {@code reference.conf}. */
    public static Described described(Setting setting) {
        ConfigValue value = DEFAULTS.getValue(setting.key());
        return new Described(text(value), description(value));
    }

    /** What the reference says of one setting. */
    public record Described(String defaultValue, String description) {}

    public String value(Setting setting) {
        return text(merged.getValue(setting.key()));
    }

    /** Where the value was given, for a person: a flag, a variable, a line of a file. */
    public String origin(Setting setting) {
        String origin = merged.getValue(setting.key()).origin().description();
        return origin.startsWith(DEFAULT_ORIGIN) ? DEFAULT_ORIGIN : origin;
    }

    private static Config flags(Map<Setting, String> flags) {
        Config config = ConfigFactory.empty();
        for (Map.Entry<Setting, String> flag : flags.entrySet()) {
            Setting setting = flag.getKey();
            config = config.withValue(
                    setting.key(), ConfigValueFactory.fromAnyRef(flag.getValue(), "flag " + setting.flag()));
        }
        return config;
    }

    private static Config environment(Map<String, String> environment) {
        Config config = ConfigFactory.empty();
        for (Setting setting : Setting.values()) {
            String value = environment.get(setting.environmentVariable());
            if (value != null) {
                String origin = "environment variable " + setting.environmentVariable();
                config = config.withValue(setting.key(), ConfigValueFactory.fromAnyRef(value, origin));
            }
        }
        List<String> known = List.of(Setting.values()).stream()
                .map(Setting::environmentVariable)
                .toList();
        for (String name : environment.keySet()) {
            boolean ours = name.startsWith(Setting.ENVIRONMENT_PREFIX);
            if (ours && !known.contains(name) && !OTHER_VARIABLES.contains(name)) {
                throw new ConfigurationException(
                        "the environment variable " + name + " names no setting" + suggestion(name, known));
            }
        }
        return config;
    }

    private static Config launcher(Properties properties) {
        Config config = ConfigFactory.empty();
        for (Setting setting : Setting.values()) {
            String value = properties.getProperty(PROPERTY_PREFIX + setting.key());
            if (value != null) {
                config = config.withValue(setting.key(), ConfigValueFactory.fromAnyRef(value, "launcher"));
            }
        }
        return config;
    }

    private static Config file(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new ConfigurationException("the configuration file " + path + " is not there");
        }
        Config config;
        try {
            ConfigParseOptions options = ConfigParseOptions.defaults()
                    .setAllowMissing(false)
                    .setSyntax(ConfigSyntax.CONF)
                    .setOriginDescription(path.toString());
            config = ConfigFactory.parseFile(path.toFile(), options).resolve();
        } catch (ConfigException e) {
            throw new ConfigurationException("the configuration file can't be read: " + e.getMessage(), e);
        }
        for (Map.Entry<String, ConfigValue> entry : config.root().entrySet()) {
            if (Setting.byKey(entry.getKey()).isEmpty()) {
                throw new ConfigurationException(entry.getValue().origin().description() + ": '" + entry.getKey()
                        + "' is not a setting" + suggestion(entry.getKey(), Setting.keys()));
            }
            ConfigValueType type = entry.getValue().valueType();
            if (type == ConfigValueType.OBJECT || type == ConfigValueType.LIST || type == ConfigValueType.NULL) {
                throw new ConfigurationException(entry.getValue().origin().description() + ": '" + entry.getKey()
                        + "' needs one value, such as \"text\" or 42");
            }
        }
        return config;
    }

    private static String suggestion(String word, List<String> choices) {
        return NearestWord.to(word, choices)
                .map(nearest -> "; did you mean " + nearest + "?")
                .orElse("; `./sekai config print` shows all there are");
    }

    private static String text(ConfigValue value) {
        return String.valueOf(value.unwrapped());
    }

    private static String description(ConfigValue value) {
        return String.join(" ", value.origin().comments()).strip().replaceAll(" +", " ");
    }
}
