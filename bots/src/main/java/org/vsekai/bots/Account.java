package org.vsekai.bots;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What one player must have. The player's own results add up for certain; what others give, and trades that others accept,
 * arrive at a moment that only an inventory tells. So the account keeps every selection of those deals that explains the
 * inventories so far: when none is left, something came from nowhere or went nowhere. What a trade over a border takes may be
 * set aside until it is decided, and come back. Confined to the fleet's thread.
 */
final class Account {
    /**
     * Deals of others with one player whose fate or arrival is open at a time. Bots deal with few, one at a time, so with more than
     * this what is done has not arrived: it is held against what the player was told last.
     */
    static final int MAX_OPEN = 10;

    /** Somebody else's deal, and what it does to this player. */
    static final class Deal {
        private enum Fate {
            OPEN,
            DONE,
            VOID
        }

        private final Goods effect;
        private final Goods aside;
        private Fate fate = Fate.OPEN;

        private Deal(Goods effect, Goods aside) {
            this.effect = effect;
            this.aside = aside;
        }

        /** Its author was told. */
        void decide(boolean isDone) {
            fate = isDone ? Fate.DONE : Fate.VOID;
        }
    }

    private final Verdicts verdicts;
    private final List<Deal> open = new ArrayList<>();
    /** Each a selection of {@link #open}: bit i stands for the deal at i. Never empty. */
    private Set<Integer> explanations = new HashSet<>(Set.of(0));

    private Goods own = Goods.NONE;
    private Goods told = Goods.NONE;

    Account(Verdicts verdicts) {
        this.verdicts = verdicts;
    }

    /** A result of the player's own. */
    void add(Goods goods) {
        own = own.plus(goods);
    }

    /**
     * Somebody sends a deal that may take effect from now on.
     *
     * @param aside what may be held back until it is decided
     */
    Deal expect(Goods effect, Goods aside) {
        if (open.size() == MAX_OPEN) {
            verifyAtRest("somebody in many deals");
            own = told;
            open.clear();
            explanations = new HashSet<>(Set.of(0));
        }
        Deal deal = new Deal(effect, aside);
        open.add(deal);
        return deal;
    }

    /**
     * The server tells the inventory.
     *
     * @param owner for the verdicts, as is {@code when}
     */
    void onTold(Goods inventory, String owner, String when) {
        told = inventory;
        Set<Integer> fitting = new HashSet<>();
        boolean isNothingAside = false;
        for (int selection = 0; selection < 1 << open.size(); selection++) {
            if (isPossible(selection) && explains(selection, inventory)) {
                fitting.add(selection);
                isNothingAside |= own.plus(effectOf(selection)).equals(inventory);
            }
        }
        if (fitting.isEmpty()) {
            blame(inventory, owner, when);
        } else {
            explanations = fitting;
        }
        close(isNothingAside || fitting.isEmpty());
    }

    /** At the end, when everything is decided and has arrived: what the player was told last is exactly what is due. */
    void verifyAtRest(String owner) {
        Goods due = own;
        for (Deal deal : open) {
            due = due.plus(deal.fate == Deal.Fate.DONE ? deal.effect : Goods.NONE);
        }
        compare(due, told, owner, "in the end");
    }

    /** What the server told last. */
    Goods told() {
        return told;
    }

    /** What was in stays in; what is void is not. */
    private boolean isPossible(int selection) {
        return (selection & voided()) == 0
                && explanations.stream().anyMatch(earlier -> (earlier & selection) == earlier);
    }

    private int voided() {
        int selection = 0;
        for (int i = 0; i < open.size(); i++) {
            selection |= open.get(i).fate == Deal.Fate.VOID ? 1 << i : 0;
        }
        return selection;
    }

    /** With nothing set aside, or with what one of the other deals may hold back: a player has one offer at a time. */
    private boolean explains(int selection, Goods inventory) {
        Goods due = own.plus(effectOf(selection));
        boolean isExplained = due.equals(inventory);
        for (int i = 0; i < open.size(); i++) {
            boolean isOut = (selection >> i & 1) == 0;
            isExplained |= isOut && due.minus(open.get(i).aside).equals(inventory);
        }
        return isExplained;
    }

    private Goods effectOf(int selection) {
        Goods sum = Goods.NONE;
        for (int i = 0; i < open.size(); i++) {
            if ((selection >> i & 1) == 1) {
                sum = sum.plus(open.get(i).effect);
            }
        }
        return sum;
    }

    /** Deals that every explanation has in, and whose authors know it, are the past; so are those that never were. */
    private void close(boolean isNothingAside) {
        for (int i = open.size() - 1; i >= 0; i--) {
            int bit = i;
            Deal deal = open.get(i);
            boolean isIn = explanations.stream().allMatch(selection -> (selection >> bit & 1) == 1);
            boolean isOver = deal.fate == Deal.Fate.VOID && (isNothingAside || deal.aside.equals(Goods.NONE));
            if (isOver || isIn && deal.fate == Deal.Fate.DONE) {
                own = own.plus(isIn ? deal.effect : Goods.NONE);
                open.remove(i);
                Set<Integer> shorter = new HashSet<>();
                explanations.forEach(selection -> shorter.add(without(selection, bit)));
                explanations = shorter;
            }
        }
    }

    private static int without(int selection, int bit) {
        int below = selection & (1 << bit) - 1;
        return below | selection >> bit + 1 << bit;
    }

    /** Against the explanation that comes nearest; each difference is reported once. */
    private void blame(Goods inventory, String owner, String when) {
        Set<Integer> lawful = new HashSet<>();
        explanations.forEach(selection -> lawful.add(selection & ~voided()));
        explanations = lawful;
        Goods nearest = explanations.stream()
                .map(selection -> own.plus(effectOf(selection)))
                .min(Comparator.comparingLong(inventory::distanceTo))
                .orElse(own);
        compare(nearest, inventory, owner, when);
        own = own.plus(inventory.minus(nearest));
    }

    private void compare(Goods due, Goods found, String owner, String when) {
        verdicts.compare(due.wood(), found.wood(), owner + "'s wood " + when);
        verdicts.compare(due.stone(), found.stone(), owner + "'s stone " + when);
    }
}
