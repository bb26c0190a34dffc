package org.vsekai.archive.verify;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.vsekai.game.AvatarState;
import org.vsekai.game.EntityKind;
import org.vsekai.game.EntityState;
import org.vsekai.game.ItemKind;
import org.vsekai.world.RegionImage;
import org.vsekai.world.v1.EntityRecord;
import org.vsekai.world.v1.ItemCount;
import org.vsekai.world.v1.Parcel;

/** Counts the items of a world, wherever they are. */
final class StockTaking {
    private final SortedMap<ItemKind, Stock> stock = new TreeMap<>();

    /** A region as its newest frame left it. */
    void add(RegionImage image) {
        for (AvatarState avatar : image.avatars()) {
            for (ItemKind item : ItemKind.values()) {
                addHeld(item.code(), avatar.count(item));
            }
        }
        for (EntityState thing : image.things()) {
            if (thing.kind() == EntityKind.ITEM) {
                add(thing.variant(), new Stock(0, thing.count(), 0, 0));
            }
        }
        for (ItemKind item : ItemKind.values()) {
            add(item.code(), new Stock(0, 0, image.escrow().count(item), 0));
        }
    }

    /** What is in a parcel that nobody has taken; whoever is crossing holds what they hold. */
    void addWaiting(Parcel parcel) {
        parcel.getCrossing().getAvatarsList().stream()
                .flatMap(avatar -> avatar.getInventoryList().stream())
                .forEach(stack -> addHeld(stack.getItem(), stack.getCount()));
        addUnderWay(parcel.getVote().getAnswer().getHandsOverList());
        addUnderWay(parcel.getDecision().getItemsList());
        for (EntityRecord thing : parcel.getCrossing().getThingsList()) {
            if (thing.getKind() == EntityKind.ITEM.code()) {
                add(thing.getVariant(), new Stock(0, 0, 0, thing.getCount()));
            }
        }
    }

    private void addHeld(int item, long count) {
        add(item, new Stock(count, 0, 0, 0));
    }

    private void addUnderWay(List<ItemCount> items) {
        items.forEach(stack -> add(stack.getItem(), new Stock(0, 0, 0, stack.getCount())));
    }

    private void add(int item, Stock more) {
        ItemKind.ofCode(item).ifPresent(kind -> stock.merge(kind, more, Stock::plus));
    }

    SortedMap<ItemKind, Stock> stock() {
        return Collections.unmodifiableSortedMap(stock);
    }
}
