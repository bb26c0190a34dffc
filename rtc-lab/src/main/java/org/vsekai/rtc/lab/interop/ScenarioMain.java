package org.vsekai.rtc.lab.interop;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;

/**
 * A {@link ScenarioServer} as a process of its own, which a network namespace needs: {@code ScenarioMain ADDRESS [LOSS_PERCENT DELAY_MS]}, the
 * latter for a {@link RoughLink} before it. Prints {@code ready URL}. When its standard input ends, it prints what it counted, and ends.
 */
final class ScenarioMain {
    private ScenarioMain() {}

    public static void main(String[] arguments) throws IOException {
        InetAddress address = InetAddress.getByName(arguments[0]);
        try (ScenarioServer server = arguments.length == 1
                ? ScenarioServer.open(address)
                : ScenarioServer.behind(
                        address, new Roughness(Double.parseDouble(arguments[1]), Integer.parseInt(arguments[2])))) {
            System.out.println("ready " + server.url());
            System.in.transferTo(OutputStream.nullOutputStream());
            System.out.println(new ObjectMapper().writeValueAsString(server.counters()));
        }
    }
}
