package org.vsekai.spec.trace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.vsekai.spec.model.Specification;
import org.vsekai.spec.model.Tlc;
import org.vsekai.spec.model.TlcRun;
import org.vsekai.spec.model.TwoAtATime;

/** Holds traces against the specification: many in one run of TLC, whose start costs more than a trace. */
public final class TraceCheck {
    private static final String MODULE = "TraceWorld";

    /** Of some 200 events each: TLC parses them in a few seconds. */
    private static final int TRACES_PER_RUN = 20;

    private static final Pattern VERDICT =
            Pattern.compile("<<\\s*\"(accepted|rejected)\",\\s*(\\d+),\\s*(\\d+)(?:,\\s*\\{([^}]*)})?\\s*>>");

    private TraceCheck() {}

    /**
     * What the specification says of a trace.
     *
     * @param matched how many of its events were allowed
     * @param broken the rules that the next event breaks; none if all events were allowed
     */
    public record Verdict(Trace trace, int matched, List<String> broken) {
        public boolean isAccepted() {
            return broken.isEmpty();
        }

        @Override
        public String toString() {
            return isAccepted()
                    ? trace.name() + ": accepted, " + matched + " events"
                    : trace.name() + ": rejected at event " + (matched + 1) + " of "
                            + trace.events().size() + ", which breaks " + String.join(", ", broken) + ": "
                            + trace.events().get(matched).tla();
        }
    }

    /** @param folder where the runs leave their files */
    public static List<Verdict> check(Path folder, List<Trace> traces) throws IOException, InterruptedException {
        List<Callable<List<Verdict>>> tasks = new ArrayList<>();
        for (int from = 0; from < traces.size(); from += TRACES_PER_RUN) {
            List<Trace> some = traces.subList(from, Math.min(traces.size(), from + TRACES_PER_RUN));
            Path ofThese = folder.resolve("traces-" + (from + 1));
            tasks.add(() -> checkTogether(ofThese, some));
        }
        return TwoAtATime.all(tasks).stream().flatMap(List::stream).toList();
    }

    private static List<Verdict> checkTogether(Path folder, List<Trace> traces)
            throws IOException, InterruptedException {
        TlcRun run = Tlc.run(
                folder,
                MODULE,
                Specification.configuration(MODULE),
                List.of(new Tlc.Module("TraceData", data(traces))));
        String output = String.join("\n", run.output());
        Map<Integer, Verdict> verdicts = new TreeMap<>();
        Matcher said = VERDICT.matcher(output);
        while (said.find()) {
            int number = Integer.parseInt(said.group(2));
            boolean isAccepted = said.group(1).equals("accepted");
            verdicts.put(
                    number,
                    new Verdict(
                            traces.get(number - 1),
                            Integer.parseInt(said.group(3)) - (isAccepted ? 0 : 1),
                            isAccepted ? List.of() : names(said.group(4))));
        }
        if (!run.isClean() || verdicts.size() != traces.size()) {
            throw new IOException(
                    "TLC could not judge the traces: " + run.complaint() + "; more in " + folder.resolve("output.txt"));
        }
        return List.copyOf(verdicts.values());
    }

    private static List<String> names(String set) {
        return List.of(set.replace("\"", "").strip().split("\\s*,\\s*"));
    }

    private static String data(List<Trace> traces) {
        return traces.stream()
                .map(Trace::tla)
                .collect(Collectors.joining(
                        ",\n",
                        "---- MODULE TraceData ----\nEXTENDS Integers, Sequences, TLC\nTraces == <<\n",
                        "\n>>\n====\n"));
    }
}
