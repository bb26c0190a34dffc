package org.vsekai.storage.rocksdb;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads RocksDB's library from where an earlier start unpacked it. RocksDB itself unpacks 17 MB at every start (0.4 s of
 * CPU) and deletes it at exit.
 *
 * <p>The kept file carries the checksum that the jar states for it in its name; size and checksum are verified at each
 * start, and a file that differs is replaced. It comes into being by an atomic rename, so two starts at once do no harm.
 * Where anything here fails, RocksDB's own way is taken: this only saves time.
 */
final class NativeLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);

    private static boolean loaded;

    private NativeLibrary() {}

    /** @param folder where to keep the library, null for the user's cache folder */
    @SuppressWarnings("restricted") // Loading native code is what this class is for; the launcher allows it.
    static synchronized void load(@Nullable Path folder) {
        if (loaded) {
            return;
        }
        try {
            Path kept = unpacked(folder == null ? userCacheFolder() : folder);
            if (kept != null) {
                System.load(kept.toString());
                tellLoaderThatItIsLoaded();
            }
        } catch (IOException | UncheckedIOException | UnsatisfiedLinkError | ReflectiveOperationException notKept) {
            LOG.info("RocksDB's library is unpacked for this run alone: {}", notKept.toString());
        }
        RocksDB.loadLibrary();
        loaded = true;
    }

    /**
     * The library on disk, unpacked if need be; null where it doesn't come from a jar.
     */
    static @Nullable Path unpacked(Path folder) throws IOException {
        URL resource = resource();
        if (resource == null || !(resource.openConnection() instanceof JarURLConnection connection)) {
            return null;
        }
        ZipEntry entry = connection.getJarEntry();
        Path kept = folder.toAbsolutePath().resolve(fileName(entry));
        if (!isIntact(kept, entry)) {
            unpack(connection, kept);
            if (!isIntact(kept, entry)) {
                throw new IOException("the unpacked library differs from the jar's: " + kept);
            }
        }
        return kept;
    }

    private static @Nullable URL resource() {
        ClassLoader loader = NativeLibraryLoader.class.getClassLoader();
        URL resource = loader.getResource(Environment.getJniLibraryFileName("rocksdb"));
        String fallback = Environment.getFallbackJniLibraryFileName("rocksdb");
        return resource == null && fallback != null ? loader.getResource(fallback) : resource;
    }

    private static String fileName(ZipEntry entry) {
        String name = entry.getName();
        int dot = name.lastIndexOf('.');
        return name.substring(0, dot) + String.format(Locale.ROOT, "-%08x", entry.getCrc()) + name.substring(dot);
    }

    private static boolean isIntact(Path kept, ZipEntry entry) throws IOException {
        if (!Files.isRegularFile(kept) || Files.size(kept) != entry.getSize()) {
            return false;
        }
        try (var in = new CheckedInputStream(Files.newInputStream(kept), new CRC32())) {
            in.transferTo(OutputStream.nullOutputStream());
            return in.getChecksum().getValue() == entry.getCrc();
        }
    }

    private static void unpack(JarURLConnection connection, Path kept) throws IOException {
        Path folder = Files.createDirectories(kept.getParent());
        Path temporary = Files.createTempFile(folder, "unpacking", ".tmp");
        try (InputStream in = connection.getInputStream()) {
            Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
            Files.move(temporary, kept, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** The user's own, so that nobody else can put a library there. */
    private static Path userCacheFolder() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path caches = xdg == null || xdg.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return caches.resolve("v-sekai");
    }

    /** RocksDB's loader has no way to be given a file; without this it would unpack and load its own copy as well. */
    private static void tellLoaderThatItIsLoaded() throws ReflectiveOperationException {
        Field initialized = NativeLibraryLoader.class.getDeclaredField("initialized");
        initialized.setAccessible(true);
        initialized.setBoolean(null, true);
    }
}
