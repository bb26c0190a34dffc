package org.vsekai.storage.fdb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vsekai.storage.CannotOpenException;

/**
 * FoundationDB's cluster file: {@code description:id@host:port,host:port}, each coordinator with {@code :tls} after it or
 * none. Read here only for errors and warnings that a person understands; the client library reads it itself, and writes it
 * when the coordinators move.
 */
record ClusterFile(Path path, String description, List<String> coordinators) {
    /** A cluster file is one line; whatever is longer is something else. */
    private static final long MAX_SIZE = 64 * 1024;

    // The description has letters, digits and underscores, the id letters and digits.
    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_]+):([A-Za-z0-9]+)@(\\S+)");
    private static final Pattern COORDINATOR =
            Pattern.compile("(?<host>\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+):(?<port>[0-9]{1,5})(:tls)?");
    private static final int MAX_PORT = 65_535;

    static ClusterFile read(Path path) {
        String content = content(path);
        List<String> lines = content.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
        Matcher form = FORM.matcher(lines.size() == 1 ? lines.getFirst() : "");
        if (!form.matches()) {
            throw malformed(path, "it must be one line of the form description:id@host:port,host:port");
        }
        List<String> coordinators = List.of(form.group(3).split(",", -1));
        for (String coordinator : coordinators) {
            Matcher parts = COORDINATOR.matcher(coordinator);
            if (!parts.matches() || !isPort(parts.group("port"))) {
                throw malformed(path, "'" + coordinator + "' is no coordinator of the form host:port or host:port:tls");
            }
        }
        return new ClusterFile(path, form.group(1), coordinators);
    }

    /** Whether every connection to a coordinator is encrypted. */
    boolean isTls() {
        return coordinators.stream().allMatch(coordinator -> coordinator.endsWith(":tls"));
    }

    private static boolean isPort(String digits) {
        int port = Integer.parseInt(digits);
        return port > 0 && port <= MAX_PORT;
    }

    private static String content(Path path) {
        try {
            if (Files.size(path) > MAX_SIZE) {
                throw malformed(path, "it is too long for one");
            }
            return Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException missing) {
            throw new CannotOpenException(
                    "There is no FoundationDB cluster file " + path
                            + ". Copy the one of the cluster (on its machines it is /etc/foundationdb/fdb.cluster) and name it.",
                    missing);
        } catch (IOException unreadable) {
            throw new CannotOpenException(
                    "The FoundationDB cluster file " + path + " can't be read (" + unreadable
                            + "). Make it readable for the user that this process runs as.",
                    unreadable);
        }
    }

    private static CannotOpenException malformed(Path path, String why) {
        return new CannotOpenException(
                path + " is no FoundationDB cluster file: " + why + ". Copy the one of the cluster again.", null);
    }
}
