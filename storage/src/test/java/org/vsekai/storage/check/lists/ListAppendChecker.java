package org.vsekai.storage.check.lists;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vsekai.storage.check.lists.ListTransaction.Append;
import org.vsekai.storage.check.lists.ListTransaction.Outcome;
import org.vsekai.storage.check.lists.ListTransaction.Read;
import org.vsekai.storage.check.lists.ListTransaction.Step;

/**
 * Finds what a strictly serializable store can't have answered. A list shows all its earlier versions, and each value says
 * who appended it; so the reads tell who overwrote, saw or missed whose writes, and any cycle among these (and the order in
 * time) proves an anomaly. What is found is real; what nobody read is not found.
 *
 * <p>Ten thousand transactions take well under a second. Pure; one instance for each history.
 */
public final class ListAppendChecker {
    private static final int NO_LIST = -1;

    private final List<ListTransaction> history;
    private final List<ListAnomaly> anomalies = new ArrayList<>();
    private final Map<String, ListVersions> lists = new LinkedHashMap<>();
    private final List<ListVersions> byNumber = new ArrayList<>();

    private ListAppendChecker(List<ListTransaction> history) {
        this.history = history;
    }

    /**
     * @return all that is wrong; of the cycles through the same transactions, one of each kind
     * @throws IllegalArgumentException where a value is appended twice: then versions can't be told apart
     */
    public static List<ListAnomaly> check(List<ListTransaction> history) {
        return new ListAppendChecker(history).run();
    }

    private List<ListAnomaly> run() {
        for (int i = 0; i < history.size(); i++) {
            for (Step step : history.get(i).steps()) {
                ListVersions list = list(step.list());
                if (step instanceof Append(String _, int value)) {
                    list.appended(value, i);
                }
            }
        }
        for (int i = 0; i < history.size(); i++) {
            if (history.get(i).outcome() == Outcome.COMMITTED) {
                observe(i);
            }
        }
        lists.values().forEach(this::checkElements);
        findLostUpdates();
        findCycles();
        return List.copyOf(anomalies);
    }

    private ListVersions list(String name) {
        return lists.computeIfAbsent(name, absent -> {
            var list = new ListVersions(name, byNumber.size());
            byNumber.add(list);
            return list;
        });
    }

    /** Goes through the steps of one transaction: what it says about itself, and what it has seen of others. */
    private void observe(int index) {
        ListTransaction transaction = history.get(index);
        Map<String, int[]> known = new HashMap<>();
        Map<String, int[]> own = new HashMap<>();
        for (Step step : transaction.steps()) {
            switch (step) {
                case Append(String name, int value) -> {
                    own.merge(name, new int[] {value}, ListAppendChecker::joined);
                    known.computeIfPresent(name, (same, values) -> joined(values, new int[] {value}));
                }
                case Read(String name, int[] values) -> {
                    int[] mine = own.getOrDefault(name, new int[0]);
                    int[] expected = known.get(name);
                    boolean agrees = expected == null ? endsWith(values, mine) : Arrays.equals(expected, values);
                    if (!agrees) {
                        found(AnomalyKind.INTERNAL, index, "contradicts itself about " + name);
                    }
                    int seen = agrees ? values.length - mine.length : values.length;
                    list(name).read(index, values, seen);
                    known.put(name, values);
                }
            }
        }
    }

    private void checkElements(ListVersions list) {
        for (ListVersions.Reading reading : list.readings) {
            checkElements(list, reading);
        }
        int[] longest = list.longest();
        for (ListVersions.Reading reading : list.readings) {
            if (!startsWith(longest, reading.values())) {
                found(
                        AnomalyKind.INCOMPATIBLE_ORDER,
                        reading.transaction(),
                        "read " + list.name + " as " + Arrays.toString(reading.values()) + " and another read "
                                + Arrays.toString(longest));
                break;
            }
        }
    }

    private void checkElements(ListVersions list, ListVersions.Reading reading) {
        Set<Integer> seen = new HashSet<>();
        for (int value : reading.values()) {
            Integer writer = list.writer(value);
            String what = value + " in " + list.name;
            if (!seen.add(value)) {
                found(AnomalyKind.DUPLICATE_ELEMENTS, reading.transaction(), "read twice: " + what);
            }
            if (writer == null) {
                found(AnomalyKind.UNKNOWN_ELEMENT, reading.transaction(), "read " + what + ", which nobody appended");
            } else if (history.get(writer).outcome() == Outcome.ABORTED) {
                found(
                        AnomalyKind.G1A,
                        List.of(reading.transaction(), writer),
                        history.get(reading.transaction()) + " read " + what + " of the aborted "
                                + history.get(writer));
            }
        }
        checkIntermediate(list, reading);
    }

    private void checkIntermediate(ListVersions list, ListVersions.Reading reading) {
        if (reading.seen() == 0) {
            return;
        }
        int last = reading.values()[reading.seen() - 1];
        Integer writer = list.writer(last);
        if (writer == null || writer == reading.transaction() || list.lastOf(writer) == last) {
            return;
        }
        found(
                AnomalyKind.G1B,
                List.of(reading.transaction(), writer),
                history.get(reading.transaction()) + " read " + last + " in " + list.name + ", but not all of "
                        + history.get(writer));
    }

    /** Two that saw a list at the same length and appended to it. */
    private void findLostUpdates() {
        for (ListVersions list : lists.values()) {
            Map<Integer, Integer> appenderAt = new HashMap<>();
            for (ListVersions.Reading reading : list.readings) {
                if (!list.hasAppended(reading.transaction())) {
                    continue;
                }
                Integer other = appenderAt.putIfAbsent(reading.seen(), reading.transaction());
                if (other != null && other != reading.transaction()) {
                    found(
                            AnomalyKind.LOST_UPDATE,
                            List.of(other, reading.transaction()),
                            history.get(other) + " and " + history.get(reading.transaction())
                                    + " both appended to the same version of " + list.name);
                }
            }
        }
    }

    private void findCycles() {
        var events = events();
        var graph = new Graph(history.size() + events.size());
        lists.values().forEach(list -> addDependencies(graph, list));
        addOrderInTime(graph, events);
        for (CycleSearch.Cycle cycle : new CycleSearch(graph).run()) {
            anomalies.add(describe(graph, cycle));
        }
    }

    private void addDependencies(Graph graph, ListVersions list) {
        int[] order = list.longest();
        for (int i = 0; i + 1 < order.length; i++) {
            add(graph, list.writer(order[i]), list.writer(order[i + 1]), Edge.WW, list);
        }
        List<Integer> unseen = list.appendersBeyond(order).stream()
                .filter(writer -> history.get(writer).outcome() == Outcome.COMMITTED)
                .toList();
        if (order.length > 0) {
            unseen.forEach(writer -> add(graph, list.writer(order[order.length - 1]), writer, Edge.WW, list));
        }
        for (ListVersions.Reading reading : list.readings) {
            if (!startsWith(order, reading.values())) {
                continue; // Reported already; which versions it saw can't be said.
            }
            int seen = reading.seen();
            if (seen > 0) {
                add(graph, list.writer(order[seen - 1]), reading.transaction(), Edge.WR, list);
            }
            if (seen < order.length) {
                add(graph, reading.transaction(), list.writer(order[seen]), Edge.RW, list);
            } else {
                unseen.forEach(writer -> add(graph, reading.transaction(), writer, Edge.RW, list));
            }
        }
    }

    private static void add(
            Graph graph, @Nullable Integer source, @Nullable Integer target, Edge edge, ListVersions list) {
        if (source != null && target != null && !source.equals(target)) {
            graph.add(source, target, edge, list.number);
        }
    }

    private record Event(long time, boolean isEnd, int transaction) {}

    /** Begins and ends in the order of time; of two at the same time the begin comes first: they overlap. */
    private List<Event> events() {
        return IntStream.range(0, history.size())
                .mapToObj(i -> List.of(
                        new Event(history.get(i).begun(), false, i),
                        new Event(history.get(i).ended(), true, i)))
                .flatMap(List::stream)
                .filter(event ->
                        !event.isEnd() || history.get(event.transaction()).outcome() == Outcome.COMMITTED)
                .sorted(Comparator.comparingLong(Event::time).thenComparing(Event::isEnd))
                .toList();
    }

    /** Time as a chain of further vertices, so that edges are as many as transactions and not as many as pairs of them. */
    private void addOrderInTime(Graph graph, List<Event> events) {
        int chain = history.size();
        for (Event event : events) {
            if (event.isEnd()) {
                graph.add(event.transaction(), chain + 1, Edge.REAL_TIME, NO_LIST);
                graph.add(chain, chain + 1, Edge.REAL_TIME, NO_LIST);
                chain++;
            } else {
                graph.add(chain, event.transaction(), Edge.REAL_TIME, NO_LIST);
            }
        }
    }

    private ListAnomaly describe(Graph graph, CycleSearch.Cycle cycle) {
        var text = new StringBuilder();
        var transactions = new ArrayList<Integer>();
        for (int edge : cycle.edges()) {
            int source = graph.from(edge);
            if (source >= history.size()) {
                continue; // A moment, not a transaction.
            }
            transactions.add(source);
            text.append(history.get(source))
                    .append(
                            switch (graph.kind(edge)) {
                                case WW -> " was followed in " + nameOf(graph.label(edge)) + " by ";
                                case WR -> " was seen in " + nameOf(graph.label(edge)) + " by ";
                                case RW -> " did not see in " + nameOf(graph.label(edge)) + " the append of ";
                                case REAL_TIME -> " had ended before the begin of ";
                            });
        }
        text.append(history.get(transactions.getFirst()).name());
        return anomaly(cycle.kind(), transactions, text.toString());
    }

    private String nameOf(int list) {
        return byNumber.get(list).name;
    }

    private void found(AnomalyKind kind, int transaction, String text) {
        found(kind, List.of(transaction), history.get(transaction) + " " + text);
    }

    private void found(AnomalyKind kind, List<Integer> transactions, String text) {
        anomalies.add(anomaly(kind, transactions, text));
    }

    private ListAnomaly anomaly(AnomalyKind kind, List<Integer> transactions, String text) {
        return new ListAnomaly(
                kind, transactions.stream().map(history::get).collect(Collectors.toUnmodifiableList()), text);
    }

    private static int[] joined(int[] head, int[] tail) {
        int[] joined = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, joined, head.length, tail.length);
        return joined;
    }

    private static boolean startsWith(int[] values, int[] head) {
        return values.length >= head.length && Arrays.equals(values, 0, head.length, head, 0, head.length);
    }

    private static boolean endsWith(int[] values, int[] tail) {
        int from = values.length - tail.length;
        return from >= 0 && Arrays.equals(values, from, values.length, tail, 0, tail.length);
    }
}
