package org.vsekai.storage.check.lists;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds cycles and names them by the edges that they need: for each strongly connected component the worst kind that can be
 * shown, worst first. A component is reported once in each of the three steps (overwriting; reading too; not seeing too), so
 * that one broken engine doesn't fill pages.
 */
final class CycleSearch {
    /** Edges of one kind from which a cycle of one component is tried; beyond it a worse name may be missed, never the cycle. */
    private static final int MAX_TRIED = 500;

    private static final int WRITES = Edge.mask(Edge.WW);

    private static final int FLOW = Edge.mask(Edge.WW, Edge.WR);

    private static final int ALL = Edge.mask(Edge.WW, Edge.WR, Edge.RW);

    private static final int TIME = Edge.mask(Edge.REAL_TIME);

    private final Graph graph;
    private final List<Cycle> found = new ArrayList<>();

    /** @param edges each beginning where the one before ends */
    record Cycle(AnomalyKind kind, List<Integer> edges) {}

    CycleSearch(Graph graph) {
        this.graph = graph;
    }

    List<Cycle> run() {
        int[] all = graph.components(ALL);
        search(WRITES, Edge.WW, AnomalyKind.G0, all, new BitSet());
        search(FLOW, Edge.WR, AnomalyKind.G1C, all, new BitSet());
        searchUnseen(FLOW, ALL, AnomalyKind.G_SINGLE, AnomalyKind.G2_ITEM, all, new BitSet());
        searchWithTime(all);
        return found;
    }

    /** Only components that no cycle without time runs through: in the others time adds nothing. */
    private void searchWithTime(int[] withoutTime) {
        var explained = new BitSet();
        int[] all = graph.components(ALL | TIME);
        for (int vertex = 0; vertex < all.length; vertex++) {
            if (withoutTime[vertex] >= 0) {
                explained.set(all[vertex]);
            }
        }
        search(WRITES | TIME, Edge.WW, AnomalyKind.G0_REAL_TIME, all, explained);
        search(FLOW | TIME, Edge.WR, AnomalyKind.G1C_REAL_TIME, all, explained);
        searchUnseen(
                FLOW | TIME, ALL | TIME, AnomalyKind.G_SINGLE_REAL_TIME, AnomalyKind.G2_ITEM_REAL_TIME, all, explained);
    }

    /**
     * A cycle with an edge of a kind, for each component that has one. An edge that stays inside a component of the mask's
     * edges is always part of such a cycle.
     *
     * @param all the components by all edges
     * @param done those of them to leave out; those found are added
     */
    private void search(int mask, Edge needed, AnomalyKind kind, int[] all, BitSet done) {
        int[] components = graph.components(mask);
        for (int edge = 0; edge < graph.edges(); edge++) {
            if (graph.kind(edge) == needed && isInside(edge, components) && isInside(edge, all, done)) {
                done.set(all[graph.from(edge)]);
                found.add(new Cycle(kind, Objects.requireNonNull(cycle(edge, mask, components))));
            }
        }
    }

    /** Like the search for a cycle with an unseen write: with only one where there is such a one, else with several. */
    private void searchUnseen(
            int maskBesides, int mask, AnomalyKind withOne, AnomalyKind withSeveral, int[] components, BitSet done) {
        int[] tried = new int[components.length];
        int[] unsettled = new int[components.length];
        for (int edge = 0; edge < graph.edges(); edge++) {
            if (graph.kind(edge) != Edge.RW || !isInside(edge, components, done)) {
                continue;
            }
            int component = components[graph.from(edge)];
            List<Integer> cycle = tried[component]++ < MAX_TRIED ? cycle(edge, maskBesides, components) : null;
            if (cycle != null) {
                done.set(component);
                found.add(new Cycle(withOne, cycle));
            } else {
                unsettled[component] = edge + 1;
            }
        }
        for (int component = 0; component < unsettled.length; component++) {
            if (unsettled[component] > 0 && !done.get(component)) {
                List<Integer> cycle = cycle(unsettled[component] - 1, mask, components);
                if (cycle != null) {
                    done.set(component);
                    found.add(new Cycle(withSeveral, cycle));
                }
            }
        }
    }

    private boolean isInside(int edge, int[] components) {
        int component = components[graph.from(edge)];
        return component >= 0 && component == components[graph.to(edge)];
    }

    private boolean isInside(int edge, int[] components, BitSet done) {
        return isInside(edge, components) && !done.get(components[graph.from(edge)]);
    }

    private @Nullable List<Integer> cycle(int edge, int mask, int[] components) {
        List<Integer> rest = graph.path(graph.to(edge), graph.from(edge), mask, components);
        if (rest == null) {
            return null;
        }
        var cycle = new ArrayList<Integer>();
        cycle.add(edge);
        cycle.addAll(rest);
        return cycle;
    }
}
