package org.vsekai.archive.verify;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.vsekai.game.AvatarState;
import org.vsekai.game.Bounds;
import org.vsekai.game.ItemKind;
import org.vsekai.game.Reason;
import org.vsekai.storage.KeyValue;
import org.vsekai.world.WorldKeys;
import org.vsekai.world.v1.AvatarRecord;
import org.vsekai.world.v1.ItemCount;
import org.vsekai.world.v1.ResultRecord;

/** Avatars are their players', have an id of their own, hold what can be held, and their results end with their cursor. */
final class AvatarsCheck {
    private static final int MAX_HP = 100;

    private final WorldKeys keys;
    private final Findings findings;
    private final Bounds bounds;
    private final long idLimit;
    private final Map<Long, AvatarRecord> avatars = new HashMap<>();
    private final Map<Long, Long> playerOfEntity = new HashMap<>();

    /** @param idLimit the first id that was not given out in the world */
    AvatarsCheck(WorldKeys keys, Findings findings, WorldFence world, long idLimit) {
        this.keys = keys;
        this.findings = findings;
        bounds = world.shape().bounds();
        this.idLimit = idLimit;
    }

    /** By player. */
    Map<Long, AvatarRecord> avatars() {
        return avatars;
    }

    void add(KeyValue pair) {
        byte[] key = pair.key();
        AvatarRecord avatar = findings.parse(AvatarRecord.parser(), key, pair.value(), "the avatar");
        if (avatar == null) {
            return;
        }
        long player = keys.playerOf(key);
        findings.check(avatar.getPlayerId() == player, key, "it is the avatar of player " + avatar.getPlayerId());
        avatars.put(player, avatar);
        long id = avatar.getEntityId();
        findings.check(id > 0 && id < idLimit, key, "entity id " + id + ": the next one to be given out is " + idLimit);
        Long other = playerOfEntity.putIfAbsent(id, player);
        findings.check(other == null, key, "entity id " + id + " is also that of player " + other + "'s avatar");
        findings.check(
                avatar.getHp() >= 0 && avatar.getHp() <= MAX_HP,
                key,
                Integer.toUnsignedString(avatar.getHp()) + " hp of " + MAX_HP);
        findings.check(
                bounds.contains(avatar.getXMicros(), avatar.getZMicros()), key, "it stands outside of the world");
        checkInventory(key, avatar);
        checkResults(key, avatar);
    }

    private void checkInventory(byte[] key, AvatarRecord avatar) {
        Set<Integer> seen = new HashSet<>();
        for (ItemCount stack : avatar.getInventoryList()) {
            findings.check(
                    ItemKind.ofCode(stack.getItem()).isPresent(),
                    key,
                    "an unknown item " + stack.getItem() + " is held");
            findings.check(seen.add(stack.getItem()), key, "item " + stack.getItem() + " is counted twice");
            findings.check(
                    stack.getCount() > 0, key, "item " + stack.getItem() + " is held " + stack.getCount() + " times");
        }
    }

    private void checkResults(byte[] key, AvatarRecord avatar) {
        long last = avatar.getLastAppliedSequence();
        long expected = Math.min(AvatarState.RECENT_RESULTS, last);
        long sequence = last - expected;
        boolean areDense = avatar.getRecentResultsCount() == expected;
        for (ResultRecord result : avatar.getRecentResultsList()) {
            sequence++;
            areDense &= result.getSequence() == sequence;
            findings.check(
                    Reason.ofCode(result.getReason()).isPresent(),
                    key,
                    "result " + result.getSequence() + " has the unknown reason " + result.getReason());
        }
        findings.check(areDense, key, "the recent results are not those of the " + expected + " actions up to " + last);
    }

    /** When all pages of a region and all avatars have been seen. */
    void end(PagesCheck pages) {
        playerOfEntity.forEach((id, player) -> findings.check(
                !pages.entities().containsKey(id),
                keys.avatar(player),
                "entity id " + id + " is also that of a thing in the pages"));
    }
}
