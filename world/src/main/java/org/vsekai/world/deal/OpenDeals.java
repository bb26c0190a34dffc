package org.vsekai.world.deal;

import java.util.List;

/** Everything of a region's transactions that is stored: those it coordinates, and its parts in others'. */
public record OpenDeals(List<WorldTransaction> transactions, List<OpenPart> parts) {
    public static final OpenDeals NONE = new OpenDeals(List.of(), List.of());

    public boolean isEmpty() {
        return transactions.isEmpty() && parts.isEmpty();
    }
}
