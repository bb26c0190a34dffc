package org.vsekai.rtc.dtls;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vsekai.rtc.PacketDrop;

/**
 * The handshake of one session: messages in order, flights, their repetition, and attempts. It is there until the session is up, or over.
 *
 * <ul>
 *   <li>A flight is repeated when its timer is due, or when the peer repeats its own (RFC 6347 §4.2.4).
 *   <li>Nothing in a handshake is authentic before its end, so nothing before that ends it at once. When an attempt fails, the peer's last flight is
 *       forgotten, and another attempt goes over the same ground to where the failed one was ({@link HandshakeChoices}); the peer repeats its
 *       flight. Every reason to give up waits as a {@link Doubt}.
 *   <li>A server that gets another hello answers that too, and takes the client's next flight for the answer to whichever of the two it fits.
 *   <li>Arithmetic runs in the listener's tasks; meanwhile datagrams are taken as ever.
 * </ul>
 *
 * <p>Memory: 20 kB of the attempt under way; forged, 18 kB of messages and 8 kB of early records at the worst.
 */
final class Handshake {
    /** Attempts, whatever they are caused by, each a millisecond of arithmetic at the most. */
    static final int MAX_ATTEMPTS = 16;
    /** Sealed records that come before their keys, or before the handshake's end: Finished, and the first data. */
    static final int MAX_EARLY_RECORDS = 4;

    private static final int MAX_BRANCHES = 2;
    private static final long FIRST_RETRY_NANOS = 200_000_000L;
    private static final long MAX_RETRY_NANOS = 1_600_000_000L;

    /** What becomes of it. */
    interface Outcome {
        /** It is over, and its last flight, if it was ours, is out. */
        void onDone(long now);

        /** @param alert what to tell the peer: level and description, or null for nothing */
        void onFailed(DtlsEnd end, String detail, byte @Nullable [] alert);
    }

    private final DtlsContext context;
    private final boolean client;
    private final Fingerprint expected;
    private final RecordLayer records;
    private final DtlsListener listener;
    private final Outcome outcome;
    private final HandshakeChoices choices;
    private final InboundMessages inbound;
    private final List<byte[]> early = new ArrayList<>(1);
    /** The one that is being taken first. */
    private final ArrayDeque<Branch> branches = new ArrayDeque<>(MAX_BRANCHES);
    /** The peer's messages that the attempt was given after those that were answered. */
    private final List<byte[]> unanswered = new ArrayList<>();

    private @Nullable HandshakeAttempt attempt;
    private @Nullable Doubt doubt;
    private int attempts;
    private boolean hasPlace;
    private boolean isStepping;
    /** Whether the attempt is on its way to where an earlier one was. */
    private boolean isGoingOver;
    /** Whether what was given after that has failed in another branch. */
    private boolean isSecondTry;

    private boolean isOver;
    private long retryNanos = FIRST_RETRY_NANOS;
    private long retryDueNanos = DtlsSession.NEVER;

    Handshake(
            DtlsContext context,
            boolean client,
            Fingerprint expected,
            RecordLayer records,
            DtlsListener listener,
            Outcome outcome) {
        this.context = context;
        this.client = client;
        this.expected = expected;
        this.records = records;
        this.listener = listener;
        this.outcome = outcome;
        choices = new HandshakeChoices(context.random());
        inbound = new InboundMessages(client, listener::onDrop);
    }

    /** The client's first flight. */
    void start(long now) {
        if (hasPlace()) {
            branches.add(new Branch());
            step(newAttempt());
        } else {
            retryDueNanos = now + FIRST_RETRY_NANOS;
        }
    }

    /** Takes a place among those that shake hands, if there is one. */
    private boolean hasPlace() {
        if (!hasPlace) {
            hasPlace = context.takePlace();
            if (!hasPlace) {
                listener.onDrop(PacketDrop.DTLS_HANDSHAKES_FULL);
            }
        }
        return hasPlace;
    }

    private HandshakeAttempt newAttempt() {
        attempts++;
        var made = new HandshakeAttempt(context, client, expected, choices);
        attempt = made;
        return made;
    }

    private void step(HandshakeAttempt stepping) {
        isStepping = true;
        listener.onTask(stepping::step);
    }

    /** Takes one record. What it leads to begins with {@link #afterDatagram}. */
    void receive(byte[] buffer, int at, int size, long now) {
        int type = DtlsRecords.type(buffer, at);
        int epoch = DtlsRecords.epoch(buffer, at);
        int body = at + DtlsRecords.HEADER_SIZE;
        if (epoch == DtlsRecords.EPOCH_OF_DATA) {
            receiveSealed(buffer, at, size, now);
        } else if (epoch != DtlsRecords.EPOCH_OF_HANDSHAKE || type == DtlsRecords.APPLICATION_DATA) {
            listener.onDrop(PacketDrop.DTLS_WRONG_EPOCH);
        } else if (type == DtlsRecords.HANDSHAKE) {
            take(epoch, buffer, body, at + size, now);
        } else if (type == DtlsRecords.ALERT) {
            receivePlainAlert(buffer, body, size - DtlsRecords.HEADER_SIZE, now);
        }
        // A change of cipher says nothing that the epochs of records don't.
    }

    /** Anybody could have sent it. */
    private void receivePlainAlert(byte[] buffer, int at, int length, long now) {
        listener.onDrop(PacketDrop.DTLS_PLAIN_ALERT);
        if (Alert.isFarewell(buffer, at, length)) {
            raise(new Doubt(Alert.end(buffer, at), Alert.detail(buffer, at), null, now + Doubt.PATIENCE_NANOS));
        }
    }

    private void raise(Doubt raised) {
        if (doubt == null) {
            doubt = raised;
        }
    }

    private void receiveSealed(byte[] buffer, int at, int size, long now) {
        int type = DtlsRecords.type(buffer, at);
        if (!records.hasKeys() || type == DtlsRecords.APPLICATION_DATA) {
            keepEarly(buffer, at, size);
            return;
        }
        int length = records.open(buffer, at, size);
        if (length < 0) {
            return;
        }
        if (type == DtlsRecords.HANDSHAKE) {
            take(DtlsRecords.EPOCH_OF_DATA, records.opened(), 0, length, now);
        } else if (type == DtlsRecords.ALERT && Alert.isFarewell(records.opened(), 0, length)) {
            end(Alert.end(records.opened(), 0), Alert.detail(records.opened(), 0), null);
        } else {
            listener.onDrop(PacketDrop.DTLS_UNEXPECTED_MESSAGE);
        }
    }

    /** What overtakes Finished could be discarded (RFC 6347 §4.1), since it is sent again; kept, it saves that half second. */
    private void keepEarly(byte[] buffer, int at, int size) {
        if (early.size() < MAX_EARLY_RECORDS) {
            early.add(Arrays.copyOfRange(buffer, at, at + size));
        } else {
            listener.onDrop(PacketDrop.DTLS_BACKLOG_FULL);
        }
    }

    private void take(int epoch, byte[] buffer, int from, int to, long now) {
        if (inbound.add(epoch, buffer, from, to) == InboundMessages.Outcome.REPEATED) {
            repeatFlight(now);
        }
    }

    /**
     * RFC 6347 §4.2.4: "the receipt of a duplicate message is the likely result of timer expiry on the peer and therefore suggests that part of
     * one's previous flight was lost."
     */
    private void repeatFlight(long now) {
        OutboundFlight flight = flight();
        if (flight != null && flight.repeat(records, now)) {
            retryDueNanos = now + retryNanos;
        }
    }

    /** Goes on with what has come, if that is enough. */
    void afterDatagram() {
        if (isOver || isStepping) {
            return;
        }
        if (inbound.hasOtherHello()) {
            onOtherHello();
        }
        List<byte[]> next = inbound.takeFlight();
        if (next.isEmpty()) {
            return;
        }
        if (attempt != null) {
            give(attempt, next);
        } else if (hasPlace()) {
            beginWith(next);
        } else {
            // The hello waits unanswered; the client repeats it.
            inbound.forgetUnanswered();
        }
    }

    private void give(HandshakeAttempt taker, List<byte[]> messages) {
        unanswered.addAll(messages);
        taker.give(messages);
        step(taker);
    }

    /** The hello that is being answered may be forged, and this one genuine; or the other way round. */
    private void onOtherHello() {
        if (records.hasKeys()) {
            // The client has signed for the hello that it is answered by.
            listener.onDrop(PacketDrop.DTLS_UNEXPECTED_MESSAGE);
            inbound.dropOtherHello();
        } else if (attempts >= MAX_ATTEMPTS) {
            listener.onDrop(PacketDrop.DTLS_ATTEMPTS_USED_UP);
            inbound.dropOtherHello();
        } else {
            listener.onDrop(PacketDrop.DTLS_OTHER_HELLO);
            inbound.takeOtherHello();
            leaveAttempt();
        }
    }

    private void leaveAttempt() {
        if (attempt != null) {
            attempt.cancel();
            attempt = null;
        }
        unanswered.clear();
        isSecondTry = false;
    }

    private void beginWith(List<byte[]> hello) {
        for (Branch known : branches) {
            if (known.isFor(hello.getFirst())) {
                branches.remove(known);
                branches.addFirst(known);
                inbound.onAnswered();
                goOver(List.of());
                return;
            }
        }
        branches.addFirst(new Branch());
        if (branches.size() > MAX_BRANCHES) {
            branches.removeLast();
        }
        give(newAttempt(), hello);
    }

    /** Has another attempt get to where the first branch ended, and on with these messages. */
    private void goOver(List<byte[]> messages) {
        isGoingOver = true;
        HandshakeAttempt again = newAttempt();
        again.give(branches.getFirst().answered);
        again.give(messages);
        step(again);
    }

    /** The task that was handed out last has run. */
    void onStepped(long now) {
        isStepping = false;
        HandshakeAttempt stepped = attempt;
        if (isOver || stepped == null) {
            return;
        }
        switch (stepped.outcome()) {
            case FAILED -> onAttemptFailed(stepped, now);
            case WAITS -> {
                onProgress(stepped, now);
                takeEarly().forEach(record -> receiveSealed(record, 0, record.length, now));
                afterDatagram();
            }
            case DONE -> {
                onProgress(stepped, now);
                end();
                outcome.onDone(now);
            }
        }
    }

    private void onProgress(HandshakeAttempt stepped, long now) {
        List<byte[]> messages = stepped.takeFlight();
        TrafficKeys keys = stepped.takeKeys();
        if (keys != null) {
            records.useKeys(keys);
        }
        if (isGoingOver) {
            // What it has to say has been said.
            isGoingOver = false;
            repeatFlight(now);
        } else {
            doubt = null;
            if (!messages.isEmpty()) {
                send(messages, now);
            }
        }
    }

    private void send(List<byte[]> messages, long now) {
        Branch branch = branches.getFirst();
        branch.answered.addAll(unanswered);
        unanswered.clear();
        inbound.onAnswered();
        var flight = new OutboundFlight(messages);
        branch.flight = flight;
        flight.send(records, now);
        retryNanos = FIRST_RETRY_NANOS;
        retryDueNanos = now + FIRST_RETRY_NANOS;
    }

    /** Records that came too early, which are the session's once it is up. */
    List<byte[]> takeEarly() {
        List<byte[]> waiting = List.copyOf(early);
        early.clear();
        return waiting;
    }

    private void onAttemptFailed(HandshakeAttempt failed, long now) {
        listener.onDrop(PacketDrop.DTLS_ATTEMPT_FAILED);
        DtlsEnd how = failed.isStranger() ? DtlsEnd.FINGERPRINT_MISMATCH : DtlsEnd.FAILED;
        raise(new Doubt(how, failed.failure(), failed.alert(), now + Doubt.PATIENCE_NANOS));
        if (attempts >= MAX_ATTEMPTS || wasAuthentic()) {
            end(how, failed.failure(), failed.alert());
        } else if (flight() == null && !client) {
            forgetHello();
        } else if (branches.size() > 1 && !isSecondTry && !unanswered.isEmpty()) {
            tryOtherBranch();
        } else {
            // What led it astray is forgotten. The peer repeats its flight if it is told that we lack it.
            leaveAttempt();
            inbound.forgetUnanswered();
            goOver(List.of());
        }
    }

    /** Finished comes sealed. */
    private boolean wasAuthentic() {
        return unanswered.stream().anyMatch(message -> HandshakeHeader.type(message, 0) == HandshakeHeader.FINISHED);
    }

    /** A hello that makes no sense. Another was answered, or may come. */
    private void forgetHello() {
        leaveAttempt();
        branches.removeFirst();
        if (branches.isEmpty()) {
            inbound.forgetUnanswered();
            giveBackPlace();
            afterDatagram();
        } else {
            inbound.turnTo(branches.getFirst().answered.getFirst());
            goOver(List.of());
        }
    }

    /** The flight that failed may be the answer to what another hello was told. */
    private void tryOtherBranch() {
        branches.addLast(branches.removeFirst());
        inbound.turnTo(branches.getFirst().answered.getFirst());
        List<byte[]> messages = List.copyOf(unanswered);
        leaveAttempt();
        unanswered.addAll(messages);
        isSecondTry = true;
        goOver(messages);
    }

    void onDeadline(long now) {
        if (isOver) {
            return;
        }
        if (doubt != null && now >= doubt.dueNanos()) {
            end(doubt.end(), doubt.detail(), doubt.alert());
        } else if (now >= retryDueNanos) {
            retry(now);
        }
    }

    private void retry(long now) {
        OutboundFlight flight = flight();
        if (flight != null) {
            if (!isStepping) {
                retryNanos = Math.min(2 * retryNanos, MAX_RETRY_NANOS);
                flight.send(records, now);
            }
            retryDueNanos = now + retryNanos;
        } else {
            retryDueNanos = DtlsSession.NEVER;
            if (client && attempt == null) {
                start(now);
            }
        }
    }

    long deadlineNanos() {
        return doubt == null ? retryDueNanos : Math.min(doubt.dueNanos(), retryDueNanos);
    }

    /** The last flight that was sent. */
    @Nullable
    OutboundFlight flight() {
        return branches.isEmpty() ? null : branches.getFirst().flight;
    }

    private void end(DtlsEnd how, String detail, byte @Nullable [] alert) {
        end();
        outcome.onFailed(how, detail, alert);
    }

    /** Ends it, at any time, without a word. */
    void end() {
        isOver = true;
        if (attempt != null) {
            attempt.cancel();
            attempt = null;
        }
        giveBackPlace();
    }

    private void giveBackPlace() {
        if (hasPlace) {
            hasPlace = false;
            context.giveBackPlace();
        }
    }
}
