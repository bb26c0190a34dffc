package org.vsekai.server.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The settings of a server. Each has one name everywhere: {@code max-players} in a file, {@code --max-players} as a flag,
 * {@code SEKAI_MAX_PLAYERS} in the environment. Defaults and descriptions are in {@code reference.conf}.
 */
public enum Setting {
    DATA("data", "DIR"),
    STORE("store", "STORE"),
    STORE_MEMORY("store-memory", "SIZE"),
    HTTP("http", "HOST:PORT"),
    UDP("udp", "HOST:PORT"),
    UDP_THREADS("udp-threads", "N"),
    PUBLIC_ADDRESS("public-address", "IP"),
    WORLD_NAME("world-name", "NAME"),
    WORLD_SEED("world-seed", "N"),
    HISTORY_AGE("history-age", "TIME"),
    HISTORY_SIZE("history-size", "SIZE"),
    WORLD_SIZE("world-size", "N"),
    TICK_THREADS("tick-threads", "N"),
    CHUNK_MEMORY("chunk-memory", "SIZE"),
    MAX_PLAYERS("max-players", "N"),
    JOINS_PER_MINUTE("joins-per-minute", "N"),
    WEB_ROOT("web-root", "DIR"),
    LOG_LEVEL("log-level", "LEVEL");

    static final String ENVIRONMENT_PREFIX = "SEKAI_";

    private final String key;
    private final String placeholder;

    Setting(String key, String placeholder) {
        this.key = key;
        this.placeholder = placeholder;
    }

    public String key() {
        return key;
    }

    public String flag() {
        return "--" + key;
    }

    public String environmentVariable() {
        return ENVIRONMENT_PREFIX + key.replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** What stands for the value in help texts. */
    public String placeholder() {
        return placeholder;
    }

    static Optional<Setting> byKey(String key) {
        return Arrays.stream(values())
                .filter(setting -> setting.key.equals(key))
                .findFirst();
    }

    static List<String> keys() {
        return Arrays.stream(values()).map(Setting::key).toList();
    }
}
