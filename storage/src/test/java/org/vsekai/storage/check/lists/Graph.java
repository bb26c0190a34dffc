package org.vsekai.storage.check.lists;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A directed graph with labelled edges: first all edges are added, then it is searched. Searches take a mask of the {@link
 * Edge}s that they may walk. A hundred thousand edges take a few milliseconds.
 */
final class Graph {
    private final int vertices;
    private int[] from = new int[64];
    private int[] to = new int[64];
    private byte[] kind = new byte[64];
    private int[] label = new int[64];
    private int edges;

    /** Edges of vertex v: order[first[v]] up to order[first[v + 1]]; null until the first search. */
    private int @Nullable [] first;

    private int[] order = {};

    Graph(int vertices) {
        this.vertices = vertices;
    }

    /** @param why given back with the edge */
    void add(int source, int target, Edge edge, int why) {
        if (edges == from.length) {
            from = Arrays.copyOf(from, edges * 2);
            to = Arrays.copyOf(to, edges * 2);
            kind = Arrays.copyOf(kind, edges * 2);
            label = Arrays.copyOf(label, edges * 2);
        }
        from[edges] = source;
        to[edges] = target;
        kind[edges] = (byte) edge.ordinal();
        label[edges++] = why;
    }

    int edges() {
        return edges;
    }

    int from(int edge) {
        return from[edge];
    }

    int to(int edge) {
        return to[edge];
    }

    Edge kind(int edge) {
        return Edge.values()[kind[edge]];
    }

    int label(int edge) {
        return label[edge];
    }

    private int[] first() {
        if (first == null) {
            int[] starts = new int[vertices + 1];
            for (int edge = 0; edge < edges; edge++) {
                starts[from[edge] + 1]++;
            }
            for (int vertex = 0; vertex < vertices; vertex++) {
                starts[vertex + 1] += starts[vertex];
            }
            order = new int[edges];
            int[] next = starts.clone();
            for (int edge = 0; edge < edges; edge++) {
                order[next[from[edge]]++] = edge;
            }
            first = starts;
        }
        return first;
    }

    private boolean isIn(int edge, int mask) {
        return (mask >> kind[edge] & 1) != 0;
    }

    /**
     * The strongly connected component of each vertex: a number of its own for each component of more than one vertex, -1
     * for the others (Tarjan 1972, with a stack of its own in the place of recursion).
     */
    int[] components(int mask) {
        int[] starts = first();
        var search = new Tarjan(vertices);
        for (int root = 0; root < vertices; root++) {
            if (search.index[root] == 0) {
                search.run(root, starts, mask);
            }
        }
        return search.component;
    }

    private final class Tarjan {
        /** When the vertex was reached, from 1; 0 where it was not. */
        final int[] index;

        final int[] low;
        final int[] component;
        final int[] cursor;
        final boolean[] onStack;
        final int[] stack;
        final int[] path;
        int stackSize;
        int reached;
        int components;

        Tarjan(int vertices) {
            index = new int[vertices];
            low = new int[vertices];
            component = new int[vertices];
            Arrays.fill(component, -1);
            cursor = new int[vertices];
            onStack = new boolean[vertices];
            stack = new int[vertices];
            path = new int[vertices];
        }

        void run(int root, int[] starts, int mask) {
            int depth = 0;
            enter(root, starts);
            path[0] = root;
            while (depth >= 0) {
                int vertex = path[depth];
                int next = advance(vertex, starts, mask);
                if (next >= 0) {
                    enter(next, starts);
                    path[++depth] = next;
                } else {
                    leave(vertex);
                    if (--depth >= 0) {
                        low[path[depth]] = Math.min(low[path[depth]], low[vertex]);
                    }
                }
            }
        }

        private void enter(int vertex, int[] starts) {
            index[vertex] = ++reached;
            low[vertex] = reached;
            cursor[vertex] = starts[vertex];
            stack[stackSize++] = vertex;
            onStack[vertex] = true;
        }

        /** The next vertex that wasn't reached yet, or -1. */
        private int advance(int vertex, int[] starts, int mask) {
            while (cursor[vertex] < starts[vertex + 1]) {
                int edge = order[cursor[vertex]++];
                if (!isIn(edge, mask)) {
                    continue;
                }
                int target = to[edge];
                if (index[target] == 0) {
                    return target;
                }
                if (onStack[target]) {
                    low[vertex] = Math.min(low[vertex], index[target]);
                }
            }
            return -1;
        }

        private void leave(int vertex) {
            if (low[vertex] != index[vertex]) {
                return;
            }
            boolean alone = stack[stackSize - 1] == vertex;
            int member;
            do {
                member = stack[--stackSize];
                onStack[member] = false;
                component[member] = alone ? -1 : components;
            } while (member != vertex);
            components += alone ? 0 : 1;
        }
    }

    /** The edges of a shortest way from one vertex to another inside a component, or null where there is none. */
    @Nullable
    List<Integer> path(int source, int target, int mask, int[] component) {
        int[] starts = first();
        int[] cameBy = new int[vertices];
        Arrays.fill(cameBy, -1);
        var queue = new ArrayDeque<Integer>();
        queue.add(source);
        while (!queue.isEmpty()) {
            int vertex = queue.remove();
            for (int i = starts[vertex]; i < starts[vertex + 1]; i++) {
                int edge = order[i];
                int next = to[edge];
                if (!isIn(edge, mask) || component[next] != component[source] || cameBy[next] >= 0 || next == source) {
                    continue;
                }
                cameBy[next] = edge;
                if (next == target) {
                    return back(source, target, cameBy);
                }
                queue.add(next);
            }
        }
        return null;
    }

    private List<Integer> back(int source, int target, int[] cameBy) {
        var edgesBack = new ArrayList<Integer>();
        int vertex = target;
        while (vertex != source) {
            edgesBack.add(cameBy[vertex]);
            vertex = from[cameBy[vertex]];
        }
        return edgesBack.reversed();
    }
}
