package org.vsekai.rtc.lab.interop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Foreign stacks against our server, on this machine: all connections of a stack on a good link, some on a bad one, some that are killed;
 * and before that, whether a client would notice if the server did something wrong.
 */
public final class Interop {
    /** As the transport promises to live with. */
    static final Roughness ROUGH = new Roughness(5, 50);

    private static final int MOST_REPORTED = 10;

    private final Map<Stack, Integer> wanted;
    private final int roughConnections;
    private final Consumer<String> say;
    private final InetAddress here = InetAddress.getLoopbackAddress();
    private boolean isPassed = true;

    /**
     * @param wanted connections of each stack on a good link
     * @param roughConnections connections of each of these stacks on a bad one
     */
    public Interop(Map<Stack, Integer> wanted, int roughConnections, Consumer<String> say) {
        this.wanted = new EnumMap<>(Stack.class);
        wanted.forEach((stack, connections) -> {
            if (connections > 0) {
                this.wanted.put(stack, connections);
            }
        });
        this.roughConnections = roughConnections;
        this.say = say;
    }

    /** Whether all went as it should; the figures are added to the report. */
    public boolean run(ObjectNode report) throws IOException, InterruptedException {
        if (wanted.isEmpty()) {
            return true;
        }
        report.put("interopSabotagesNoticed", sabotage());
        try (ScenarioServer server = ScenarioServer.open(here)) {
            var visitors = new Visitors(List.of(), server.url(), false);
            say.accept("killing " + SuddenDeaths.CONNECTIONS + " connections of each stack");
            var deaths = new SuddenDeaths(server);
            deaths.kill(visitors, wanted.keySet());
            calm(visitors, report);
            rough(report);
            ObjectNode noticed = report.putObject("interopKilledNoticed");
            deaths.mourn()
                    .forEach((stack, ends) -> ends.forEach((end, count) ->
                            noticed.withObjectProperty(stack.text()).put(end.name(), count)));
            fail(deaths.failures());
        }
        return isPassed;
    }

    private void calm(Visitors visitors, ObjectNode report) throws InterruptedException {
        ObjectNode passed = report.putObject("interop");
        ObjectNode figures = report.putObject("interopFigures");
        for (Map.Entry<Stack, Integer> want : wanted.entrySet()) {
            StackReport came = take(visitors.visit(want.getKey(), want.getValue()));
            passed.put(want.getKey().text(), came.passed());
            figures.set(want.getKey().text(), came.figures());
        }
    }

    private void rough(ObjectNode report) throws IOException, InterruptedException {
        ObjectNode figures = report.putObject("interopRough")
                .put("lossPercent", ROUGH.lossPercent())
                .put("delayMs", ROUGH.delayMs());
        say.accept("on a link that loses " + ROUGH.lossPercent() + " % and takes " + ROUGH.delayMs() + " ms each way:");
        try (ScenarioServer server = ScenarioServer.behind(here, ROUGH)) {
            var visitors = new Visitors(List.of(), server.url(), true);
            AtOnce.forEach(wanted.keySet(), stack -> visitors.visit(stack, roughConnections))
                    .forEach((stack, came) ->
                            figures.set(stack.text(), take(came).figures()));
            ObjectNode counters = figures.putObject("counters");
            server.counters().forEach(counters::put);
        }
    }

    private StackReport take(StackReport came) {
        say.accept(came.toString());
        isPassed &= came.isPassed();
        fail(came.failures());
        return came;
    }

    private void fail(List<String> failures) {
        failures.stream().limit(MOST_REPORTED).forEach(say);
        isPassed &= failures.isEmpty();
    }

    /** A check that can't fail checks nothing: one connection for each thing that a server may do wrong. How many were noticed. */
    private long sabotage() throws IOException, InterruptedException {
        Map<Sabotage, StackReport> visits =
                AtOnce.forEach(EnumSet.complementOf(EnumSet.of(Sabotage.NONE)), sabotage -> {
                    try (ScenarioServer server = ScenarioServer.sabotaged(here, sabotage)) {
                        return new Visitors(List.of(), server.url(), false).visit(Stack.LIBDATACHANNEL, 1);
                    }
                });
        List<String> unnoticed = new ArrayList<>();
        visits.forEach((sabotage, came) -> {
            if (!came.hasFailedAt(sabotage.seenIn())) {
                unnoticed.add(sabotage + " went unnoticed: " + came.failures());
            }
        });
        fail(unnoticed);
        return visits.size() - unnoticed.size();
    }
}
