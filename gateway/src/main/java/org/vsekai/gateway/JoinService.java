package org.vsekai.gateway;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vsekai.rtc.PeerAcceptor;
import org.vsekai.world.PlayerDirectory;

/**
 * Signalling without its transport: a wish to join comes in, an answer goes out. Blocks on the player directory, so it is
 * for virtual threads. Nothing is written for an offer that can't be used: the player is made last.
 */
public final class JoinService {
    private static final int FULL_RETRY_SECONDS = 5;
    private static final int DRAINING_RETRY_SECONDS = 2;

    private final PlayerDirectory players;
    private final Function<Transport, PeerAcceptor> peers;
    private final Gateway gateway;
    private final JoinLimiter limiter;

    /** @param peers where the peers of each transport come to */
    public JoinService(PlayerDirectory players, Function<Transport, PeerAcceptor> peers, Gateway gateway) {
        this.players = players;
        this.peers = peers;
        this.gateway = gateway;
        limiter = new JoinLimiter(gateway.options().joinsPerAddressPerMinute(), gateway.nowNanos());
    }

    /** @param remoteAddress the HTTP client's, a literal */
    public JoinOutcome join(JoinRequest request, String remoteAddress) {
        if (gateway.isDraining()) {
            return refuse(JoinRefusal.DRAINING, "The server is stopping.", DRAINING_RETRY_SECONDS);
        }
        int waitSeconds = limiter.secondsToWait(remoteAddress, gateway.nowNanos());
        if (waitSeconds > 0) {
            return refuse(JoinRefusal.TOO_MANY_JOINS, "Too many joins from this address.", waitSeconds);
        }
        String token = request.token();
        return token == null || token.isEmpty() ? joinAsGuest(request) : joinAgain(request, token);
    }

    private JoinOutcome joinAsGuest(JoinRequest request) {
        Optional<String> name = PlayerName.normalise(request.name());
        if (name.isEmpty()) {
            return refuse(
                    JoinRefusal.BAD_NAME,
                    "A name has 1 to " + PlayerName.MAX_CODE_POINTS + " characters, all of them visible.",
                    0);
        }
        return openSession(request, () -> players.createGuest(name.get()));
    }

    private JoinOutcome joinAgain(JoinRequest request, String token) {
        Optional<PlayerDirectory.Player> player = players.findByToken(token);
        if (player.isEmpty()) {
            return refuse(JoinRefusal.UNKNOWN_TOKEN, "Nobody is known by this token.", 0);
        }
        return openSession(request, () -> new PlayerDirectory.NewPlayer(player.get(), token));
    }

    private JoinOutcome openSession(JoinRequest request, PlayerSource source) {
        Session session = gateway.open();
        if (session == null) {
            return refuse(JoinRefusal.FULL, "The world is full.", FULL_RETRY_SECONDS);
        }
        boolean isAnswered = false;
        try {
            String answer = peers.apply(request.transport()).accept(request.offer(), session);
            PlayerDirectory.NewPlayer player = source.player();
            session.identify(player.player());
            isAnswered = true;
            gateway.metrics().countJoin();
            return new JoinOutcome.Joined(
                    player.player().playerId(), player.player().name(), player.token(), answer);
        } catch (PeerAcceptor.BadOfferException e) {
            return refuse(JoinRefusal.BAD_OFFER, reasonOf(e, "The offer can't be used."), 0);
        } catch (PeerAcceptor.TooManyPeersException e) {
            return refuse(JoinRefusal.FULL, "The world is full.", FULL_RETRY_SECONDS);
        } finally {
            if (!isAnswered) {
                session.abandon();
            }
        }
    }

    private JoinOutcome refuse(JoinRefusal why, String message, int retryAfterSeconds) {
        gateway.metrics().joinRefusals().count(why);
        return new JoinOutcome.Refused(why.status(), why.code(), message, retryAfterSeconds);
    }

    private static String reasonOf(Exception e, String otherwise) {
        @Nullable String message = e.getMessage();
        return message == null ? otherwise : message;
    }

    /** Who the session is for; may block and write. */
    @FunctionalInterface
    private interface PlayerSource {
        PlayerDirectory.NewPlayer player();
    }
}
