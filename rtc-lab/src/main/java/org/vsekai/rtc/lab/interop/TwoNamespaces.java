package org.vsekai.rtc.lab.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Two network namespaces of Linux, one for a server and one for its clients, and between them a cable: a pair of virtual Ethernet devices, to
 * which netem gives loss and delay. Needs root, {@code ip} and {@code tc}.
 *
 * <p>The names have this process's id in them. What is left of one that was killed is removed by the next.
 */
final class TwoNamespaces implements AutoCloseable {
    private static final String DEVICE = "sekai0";
    private static final String SERVER_ADDRESS = "10.77.0.1";
    private static final String CLIENT_ADDRESS = "10.77.0.2";
    private static final Pattern NAME = Pattern.compile("sekai-(\\d+)-(?:server|client)\\b.*");
    private static final Pattern DROPPED = Pattern.compile("Sent \\d+ bytes (\\d+) pkt \\(dropped (\\d+),");
    private static final long COMMAND_SECONDS = 20;

    private final String server = name("server");
    private final String client = name("client");
    private final Thread reaper = new Thread(this::remove);

    private TwoNamespaces() {}

    private static String name(String role) {
        return "sekai-" + ProcessHandle.current().pid() + "-" + role;
    }

    /** @throws NotPossibleException if this machine has no such thing, or keeps it from us */
    static TwoNamespaces join() throws NotPossibleException, InterruptedException {
        for (String name : run("ip", "netns", "list").lines().toList()) {
            Matcher left = NAME.matcher(name);
            if (left.matches()
                    && ProcessHandle.of(Long.parseLong(left.group(1))).isEmpty()) {
                remove(name.split(" ", 2)[0]);
            }
        }
        var two = new TwoNamespaces();
        Runtime.getRuntime().addShutdownHook(two.reaper);
        try {
            two.lay();
            return two;
        } catch (NotPossibleException e) {
            two.close();
            throw e;
        }
    }

    private void lay() throws NotPossibleException, InterruptedException {
        run("ip", "netns", "add", server);
        run("ip", "netns", "add", client);
        run(("ip link add " + DEVICE + " netns " + server + " type veth peer name " + DEVICE + " netns " + client)
                .split(" "));
        bringUp(server, SERVER_ADDRESS);
        bringUp(client, CLIENT_ADDRESS);
    }

    private static void bringUp(String namespace, String address) throws NotPossibleException, InterruptedException {
        run("ip", "-n", namespace, "address", "add", address + "/30", "dev", DEVICE);
        run("ip", "-n", namespace, "link", "set", "lo", "up");
        run("ip", "-n", namespace, "link", "set", DEVICE, "up");
    }

    /** Makes the cable as bad in both directions; only once. */
    void roughen(Roughness roughness) throws NotPossibleException, InterruptedException {
        String netem = String.format(
                Locale.ROOT, "netem delay %dms loss %s%% limit 100000", roughness.delayMs(), roughness.lossPercent());
        for (String namespace : List.of(server, client)) {
            List<String> command = within(namespace);
            command.addAll(List.of("tc", "qdisc", "add", "dev", DEVICE, "root"));
            command.addAll(List.of(netem.split(" ")));
            run(command.toArray(String[]::new));
        }
    }

    InetAddress serverAddress() {
        return InetAddress.ofLiteral(SERVER_ADDRESS);
    }

    /** Runs the command that follows it there. */
    List<String> withinServer() {
        return within(server);
    }

    List<String> withinClient() {
        return within(client);
    }

    private static List<String> within(String namespace) {
        return new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    }

    /** Packets that the ends of the cable sent, and lost. */
    Map<String, Long> packets() throws NotPossibleException, InterruptedException {
        Map<String, Long> packets = new TreeMap<>();
        for (Map.Entry<String, String> end :
                Map.of("toClient", server, "toServer", client).entrySet()) {
            String said = run("ip", "netns", "exec", end.getValue(), "tc", "-s", "qdisc", "show", "dev", DEVICE);
            count(said, end.getKey(), packets);
        }
        return packets;
    }

    static void count(String said, String way, Map<String, Long> packets) {
        Matcher counts = DROPPED.matcher(said);
        if (counts.find()) {
            packets.put(way, Long.valueOf(counts.group(1)));
            packets.put(way + "Lost", Long.valueOf(counts.group(2)));
        }
    }

    private static String run(String... command) throws NotPossibleException, InterruptedException {
        String line = String.join(" ", command);
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new NotPossibleException("'" + line + "' does not come to an end");
            }
            if (process.exitValue() != 0) {
                throw new NotPossibleException("'" + line + "' says: " + said.strip());
            }
            return said;
        } catch (IOException e) {
            throw new NotPossibleException("'" + command[0] + "' can't be run: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(reaper);
        } catch (IllegalStateException e) {
            // This process is ending itself.
        }
    }

    private void remove() {
        remove(server);
        remove(client);
    }

    /** With all that runs in it. */
    private static void remove(String namespace) {
        try {
            run("ip", "netns", "pids", namespace)
                    .lines()
                    .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())).stream())
                    .forEach(ProcessHandle::destroyForcibly);
            run("ip", "netns", "delete", namespace);
        } catch (NotPossibleException absent) {
            // It was not made.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
