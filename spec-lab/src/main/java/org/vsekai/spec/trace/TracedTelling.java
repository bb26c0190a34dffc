package org.vsekai.spec.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.vsekai.game.AvatarState;
import org.vsekai.game.ItemKind;
import org.vsekai.world.DurableFrame;

/** What the specification looks at of what players are told with a frame, and in which sessions. */
public record TracedTelling(
        List<Joined> joined, List<Member> left, List<Arrived> arrived, List<Departed> departed, List<Result> results) {
    /** A player in a session: 0 where there is none. */
    public record Member(long player, long session) {
        private String fields() {
            return "p |-> " + TracedAvatar.name(player) + ", n |-> " + session;
        }
    }

    /** @param avatar as it is shown */
    public record Joined(long session, TracedAvatar avatar) {
        Member member() {
            return new Member(avatar.player(), session);
        }

        private String fields() {
            return member().fields() + ", cur |-> " + avatar.cursor() + ", items |-> " + Tla.counts(avatar.items());
        }
    }

    public record Arrived(Joined joined, String from) {
        private String fields() {
            return joined.fields() + ", from |-> " + Tla.string(from);
        }
    }

    public record Departed(Member member, String to) {
        private String fields() {
            return member.fields() + ", to |-> " + Tla.string(to);
        }
    }

    /** @param joined who is told what became of an action, and is shown the own avatar */
    public record Result(Joined joined, long sequence) {
        private String fields() {
            return joined.fields() + ", s |-> " + sequence;
        }
    }

    static TracedTelling of(DurableFrame frame) {
        return new TracedTelling(
                frame.joined().stream()
                        .map(each -> joined(each.sessionId(), each.avatar()))
                        .toList(),
                frame.left().stream()
                        .map(each -> new Member(each.playerId(), each.sessionId()))
                        .toList(),
                frame.arrived().stream()
                        .map(each ->
                                new Arrived(joined(each.sessionId(), each.avatar()), CommitReader.region(each.from())))
                        .toList(),
                frame.departed().stream()
                        .map(each -> new Departed(
                                new Member(each.playerId(), each.sessionId()), CommitReader.region(each.to())))
                        .toList(),
                frame.results().stream()
                        .map(each -> new Result(
                                joined(each.sessionId(), each.avatar()),
                                each.result().sequence()))
                        .toList());
    }

    private static Joined joined(long session, AvatarState avatar) {
        List<Long> items = new ArrayList<>();
        for (ItemKind kind : ItemKind.values()) {
            items.add((long) avatar.count(kind));
        }
        return new Joined(session, new TracedAvatar(avatar.playerId(), avatar.lastAppliedSequence(), items));
    }

    /** Names and values, for {@link Tla#record}. */
    String[] fields() {
        return new String[] {
            "joined",
            records(joined.stream().map(Joined::fields)),
            "left",
            records(left.stream().map(Member::fields)),
            "arrived",
            records(arrived.stream().map(Arrived::fields)),
            "departed",
            records(departed.stream().map(Departed::fields)),
            "results",
            records(results.stream().map(Result::fields))
        };
    }

    private static String records(Stream<String> fields) {
        return Tla.sequence(fields.map(each -> "[" + each + "]"));
    }

    TracedTelling withJoined(List<Joined> others) {
        return new TracedTelling(others, left, arrived, departed, results);
    }

    TracedTelling withLeft(List<Member> others) {
        return new TracedTelling(joined, others, arrived, departed, results);
    }

    TracedTelling withArrived(List<Arrived> others) {
        return new TracedTelling(joined, left, others, departed, results);
    }

    TracedTelling withDeparted(List<Departed> others) {
        return new TracedTelling(joined, left, arrived, others, results);
    }

    TracedTelling withResults(List<Result> others) {
        return new TracedTelling(joined, left, arrived, departed, others);
    }
}
