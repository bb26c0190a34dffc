package org.vsekai.server.config;

import java.net.InetAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.event.Level;
import org.vsekai.sim.RegionGrid;
import org.vsekai.storage.StoreLocation;
import org.vsekai.storage.rocksdb.RocksOptions;

/**
 * A server's configuration, checked. {@code reference.conf} says what each part means.
 *
 * @param store empty for the one in the data folder
 * @param storeMemoryBytes what the embedded engine may use beside the heap
 * @param udp not empty, all with one port number
 * @param udpThreads positive
 * @param publicAddresses empty where none is set
 * @param historyAge how long the history is kept
 * @param historyBytes how much of it at most
 * @param worldSize regions along each side, odd; empty where none is asked for
 * @param tickThreads positive
 * @param chunkBytes what loaded chunks may take of the heap
 * @param maxPlayers positive
 * @param joinsPerMinute positive; from one address
 */
public record ServerConfig(
        Path data,
        Optional<StoreLocation> store,
        long storeMemoryBytes,
        HostPort http,
        List<HostPort> udp,
        int udpThreads,
        List<InetAddress> publicAddresses,
        String worldName,
        OptionalLong worldSeed,
        Duration historyAge,
        long historyBytes,
        OptionalInt worldSize,
        int tickThreads,
        long chunkBytes,
        int maxPlayers,
        int joinsPerMinute,
        Path webRoot,
        Level logLevel) {
    static final int MOST_PLAYERS = 10_000;
    static final int MOST_JOINS = 1_000_000;
    static final int LONGEST_WORLD_NAME = 64;
    static final int MOST_THREADS = 64;
    static final long LEAST_STORE_MIB = RocksOptions.MIN_MEMORY_BYTES >> 20;
    static final long MOST_STORE_MIB = 64 * 1024;
    static final long MOST_CHUNK_GIB = 1024;
    private static final int HEAP_PER_CHUNKS = 4;
    static final long MOST_HISTORY_DAYS = 36_500;
    static final long MOST_HISTORY_GIB = 64 * 1024;
    private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,5})([hHdD])");
    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,5})([mMgG])");
    static final int MOST_ADDRESSES = 16;
    private static final Pattern COMMA = Pattern.compile(",");
    private static final String ADDRESS = "HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080";

    /** @throws ConfigurationException naming the setting, its value, its origin, and what is expected */
    public static ServerConfig of(Settings settings) {
        Reader reader = new Reader(settings);
        return new ServerConfig(
                reader.read(Setting.DATA, "a folder", ServerConfig::path),
                reader.read(Setting.STORE, StoreLocation.EXPECTED, ServerConfig::store),
                reader.read(
                        Setting.STORE_MEMORY,
                        "a size from " + LEAST_STORE_MIB + "m to " + MOST_STORE_MIB / 1024 + "g, such as 512m or 2g",
                        ServerConfig::storeMemory),
                reader.read(Setting.HTTP, ADDRESS, HostPort::parse),
                reader.read(
                        Setting.UDP, ADDRESS + ", or several with commas and one port number", ServerConfig::onePort),
                reader.read(Setting.UDP_THREADS, "auto, or a number from 1 to " + MOST_THREADS, ServerConfig::threads),
                reader.read(
                        Setting.PUBLIC_ADDRESS,
                        "an IP address, such as 203.0.113.7, or several with commas",
                        ServerConfig::addresses),
                reader.read(Setting.WORLD_NAME, "1 to " + LONGEST_WORLD_NAME + " characters", ServerConfig::worldName),
                reader.read(Setting.WORLD_SEED, "a whole number of 64 bits", ServerConfig::seed),
                reader.read(
                        Setting.HISTORY_AGE,
                        "a time from 1h to " + MOST_HISTORY_DAYS + "d, such as 30d",
                        ServerConfig::historyAge),
                reader.read(
                        Setting.HISTORY_SIZE,
                        "a size from 1m to " + MOST_HISTORY_GIB + "g, such as 512m or 20g",
                        text -> size(text, 1, MOST_HISTORY_GIB << 10)),
                reader.read(
                        Setting.WORLD_SIZE,
                        "an odd number of regions from 1 to " + RegionGrid.MOST_PER_SIDE,
                        ServerConfig::worldSize),
                reader.read(Setting.TICK_THREADS, "auto, or a number from 1 to " + MOST_THREADS, ServerConfig::threads),
                reader.read(
                        Setting.CHUNK_MEMORY,
                        "auto, or a size from 1m to " + MOST_CHUNK_GIB + "g, such as 512m or 2g",
                        ServerConfig::chunkMemory),
                reader.read(Setting.MAX_PLAYERS, "a number from 1 to " + MOST_PLAYERS, ServerConfig::players),
                reader.read(Setting.JOINS_PER_MINUTE, "a number from 1 to " + MOST_JOINS, ServerConfig::joins),
                reader.read(Setting.WEB_ROOT, "a folder", ServerConfig::path),
                reader.read(Setting.LOG_LEVEL, "error, warn, info or debug", ServerConfig::level));
    }

    private record Reader(Settings settings) {
        <T> T read(Setting setting, String expected, Function<String, Optional<T>> parser) {
            String value = settings.value(setting);
            return parser.apply(value)
                    .orElseThrow(() -> new ConfigurationException(setting.key() + " is \"" + value + "\" ("
                            + settings.origin(setting) + "), but " + expected + " is expected"));
        }
    }

    private static Optional<Duration> historyAge(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(time.group(1));
        Duration age = time.group(2).equalsIgnoreCase("d") ? Duration.ofDays(number) : Duration.ofHours(number);
        return age.toDays() > MOST_HISTORY_DAYS ? Optional.empty() : Optional.of(age);
    }

    private static Optional<Long> storeMemory(String text) {
        return size(text, LEAST_STORE_MIB, MOST_STORE_MIB);
    }

    private static Optional<Long> chunkMemory(String text) {
        return text.equals("auto")
                ? Optional.of(Runtime.getRuntime().maxMemory() / HEAP_PER_CHUNKS)
                : size(text, 1, MOST_CHUNK_GIB << 10);
    }

    private static Optional<Long> size(String text, long leastMib, long mostMib) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            return Optional.empty();
        }
        long mebibytes = Long.parseLong(size.group(1)) * (size.group(2).equalsIgnoreCase("g") ? 1024 : 1);
        return mebibytes < leastMib || mebibytes > mostMib ? Optional.empty() : Optional.of(mebibytes << 20);
    }

    private static Optional<Path> path(String text) {
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<Optional<StoreLocation>> store(String text) {
        return text.isBlank()
                ? Optional.of(Optional.empty())
                : StoreLocation.parse(text).map(Optional::of);
    }

    private static Optional<List<HostPort>> onePort(String text) {
        return each(text, HostPort::parse)
                .filter(all -> all.stream().map(HostPort::port).distinct().count() == 1);
    }

    private static Optional<List<InetAddress>> addresses(String text) {
        return text.isBlank() ? Optional.of(List.of()) : each(text, ServerConfig::address);
    }

    private static Optional<InetAddress> address(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Reads a list with commas; empty if one of its words can't be read. */
    private static <T> Optional<List<T>> each(String text, Function<String, Optional<T>> parser) {
        List<Optional<T>> words = Arrays.stream(COMMA.split(text, -1))
                .map(String::strip)
                .map(parser)
                .toList();
        return words.isEmpty()
                        || words.size() > MOST_ADDRESSES
                        || words.stream().anyMatch(Optional::isEmpty)
                ? Optional.empty()
                : Optional.of(words.stream().flatMap(Optional::stream).toList());
    }

    /** On a small machine one thread carries everybody, and more would only take time from the world. */
    private static Optional<Integer> threads(String text) {
        return text.equals("auto")
                ? Optional.of(Math.clamp(Runtime.getRuntime().availableProcessors() / 4, 1, MOST_THREADS))
                : numberUpTo(MOST_THREADS, text);
    }

    private static Optional<String> worldName(String text) {
        int length = text.codePointCount(0, text.length());
        boolean fits = !text.isBlank() && length <= LONGEST_WORLD_NAME;
        return fits && text.chars().noneMatch(Character::isISOControl) ? Optional.of(text) : Optional.empty();
    }

    private static Optional<OptionalLong> seed(String text) {
        return text.isBlank()
                ? Optional.of(OptionalLong.empty())
                : wholeNumber(text).map(OptionalLong::of);
    }

    private static Optional<OptionalInt> worldSize(String text) {
        return text.isBlank()
                ? Optional.of(OptionalInt.empty())
                : numberUpTo(RegionGrid.MOST_PER_SIDE, text)
                        .filter(RegionGrid::isPossible)
                        .map(OptionalInt::of);
    }

    private static Optional<Long> wholeNumber(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> players(String text) {
        return numberUpTo(MOST_PLAYERS, text);
    }

    private static Optional<Integer> joins(String text) {
        return numberUpTo(MOST_JOINS, text);
    }

    private static Optional<Integer> numberUpTo(int most, String text) {
        return wholeNumber(text).filter(n -> n >= 1 && n <= most).map(Math::toIntExact);
    }

    private static Optional<Level> level(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "error" -> Optional.of(Level.ERROR);
            case "warn" -> Optional.of(Level.WARN);
            case "info" -> Optional.of(Level.INFO);
            case "debug" -> Optional.of(Level.DEBUG);
            default -> Optional.empty();
        };
    }
}
