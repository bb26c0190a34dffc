package org.vsekai.rtc.lab.interop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Every foreign stack in one network namespace, our server in another, and a bad cable between them. */
public final class NetemRun {
    private final int connections;
    private final Roughness roughness;
    private final boolean isRelayed;
    private final Consumer<String> say;

    /**
     * @param connections of each stack
     * @param isRelayed whether a {@link RoughLink} in the server's namespace takes netem's place
     */
    public NetemRun(int connections, Roughness roughness, boolean isRelayed, Consumer<String> say) {
        this.connections = connections;
        this.roughness = roughness;
        this.isRelayed = isRelayed;
        this.say = say;
    }

    /** Whether every connection of every stack passed; the figures are added to the report. */
    public boolean run(ObjectNode report) throws NotPossibleException, IOException, InterruptedException {
        report.put("lossPercent", roughness.lossPercent())
                .put("delayMs", roughness.delayMs())
                .put("by", roughness.isNone() ? "nothing" : isRelayed ? "relay" : "netem");
        try (TwoNamespaces two = TwoNamespaces.join()) {
            boolean isByNetem = !isRelayed && !roughness.isNone();
            if (isByNetem) {
                two.roughen(roughness);
            }
            boolean isPassed = visit(two, report);
            if (isByNetem) {
                ObjectNode packets = report.putObject("packets");
                two.packets().forEach(packets::put);
            }
            return isPassed;
        }
    }

    private boolean visit(TwoNamespaces two, ObjectNode report) throws IOException, InterruptedException {
        String address = two.serverAddress().getHostAddress();
        List<String> arguments = isRelayed
                ? List.of(address, Double.toString(roughness.lossPercent()), Integer.toString(roughness.delayMs()))
                : List.of(address);
        boolean isPassed = true;
        try (ScenarioProcess server = ScenarioProcess.start(two.withinServer(), arguments)) {
            var visitors = new Visitors(two.withinClient(), server.url(), !roughness.isNone());
            Map<Stack, StackReport> visits =
                    AtOnce.forEach(EnumSet.allOf(Stack.class), stack -> visitors.visit(stack, connections));
            ObjectNode stacks = report.putObject("stacks");
            for (StackReport came : visits.values()) {
                say.accept(came.toString());
                came.failures().forEach(say);
                stacks.set(came.stack().text(), came.figures());
                isPassed &= came.isPassed();
            }
            report.set("counters", server.stop());
        }
        return isPassed;
    }
}
