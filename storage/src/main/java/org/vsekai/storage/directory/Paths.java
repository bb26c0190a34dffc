package org.vsekai.storage.directory;

import java.util.ArrayList;
import java.util.List;

/** Arithmetic on paths: lists of names from a root. */
final class Paths {
    private Paths() {}

    static List<String> join(List<String> head, List<String> tail) {
        var whole = new ArrayList<String>(head.size() + tail.size());
        whole.addAll(head);
        whole.addAll(tail);
        return List.copyOf(whole);
    }

    static List<String> parent(List<String> path) {
        return path.subList(0, path.size() - 1);
    }

    static boolean startsWith(List<String> path, List<String> head) {
        return path.size() >= head.size() && path.subList(0, head.size()).equals(head);
    }
}
