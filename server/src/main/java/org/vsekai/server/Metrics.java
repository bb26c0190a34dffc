package org.vsekai.server;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.vsekai.core.Tally;
import org.vsekai.gateway.Gateway;
import org.vsekai.gateway.GatewayMetrics;
import org.vsekai.gateway.ReplicationThread;
import org.vsekai.storage.Database;
import org.vsekai.storage.rocksdb.RocksDatabase;
import org.vsekai.world.World;
import org.vsekai.world.WorldGauges;
import org.vsekai.world.history.HistoryThread;

/**
 * The figures of a server in Prometheus' text form. The parts count for themselves; what they have counted is read when
 * somebody asks, each part once for each reading. A store outside the process counts for itself, and elsewhere: of it there is
 * only what the region has seen of its commits.
 */
final class Metrics {
    private static final double NANOS_PER_SECOND = 1e9;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final World world;

    /** Null where the store is not in this process. */
    private final @Nullable StoreMetrics store;

    /** Kept here, because the registry holds what it reads weakly. */
    private final List<Map<String, LongSupplier>> transports = new ArrayList<>();

    private volatile WorldGauges gauges;

    Metrics(World world, Database store, Gateway gateway, ReplicationThread replication) {
        this.world = world;
        this.store = store instanceof RocksDatabase embedded ? new StoreMetrics(registry, embedded) : null;
        gauges = world.gauges();
        gateway(gateway);
        replication(gateway.metrics(), replication);
        region();
    }

    /** One counter for each constant of the tally, told apart by the label {@code reason}. */
    <E extends Enum<E>> void tally(String name, String description, Tally<E> tally) {
        tally.forEach((reason, count) -> FunctionCounter.builder(name, tally, counts -> counts.get(reason))
                .description(description)
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .register(registry));
    }

    /** What {@code /metrics} answers. */
    synchronized String text() {
        gauges = world.gauges();
        if (store != null) {
            store.read();
        }
        return registry.scrape();
    }

    private void replication(GatewayMetrics counts, ReplicationThread replication) {
        count(
                "sekai.replication.waits",
                "Times a tick thread waited until the gateway's queue had room",
                counts,
                GatewayMetrics::worldWaits);
        gauge(
                "sekai.replication.queue",
                "What the world has said and clients are yet to be told",
                replication,
                ReplicationThread::waiting);
        gauge(
                "sekai.replication.slowest.seconds",
                "The longest from a tick's end until its snapshots were sent, since the last scrape",
                replication,
                thread -> seconds(thread.slowestNanos()));
    }

    private void gateway(Gateway gateway) {
        GatewayMetrics counts = gateway.metrics();
        tally("sekai.gateway.drops", "What arrived or was to be sent, and was dropped", counts.drops());
        tally("sekai.gateway.refused.joins", "Joins that were refused", counts.joinRefusals());
        tally("sekai.gateway.endings", "Sessions that the server ended", counts.endings());
        count("sekai.gateway.joins", "Joins that were answered with a session", counts, GatewayMetrics::joins);
        count("sekai.gateway.strikes", "Strikes against clients", counts, GatewayMetrics::strikes);
        count("sekai.gateway.snapshots", "Snapshots sent", counts, GatewayMetrics::snapshots);
        count("sekai.gateway.snapshot.bytes", "Bytes of snapshots sent", counts, GatewayMetrics::snapshotBytes);
        count("sekai.gateway.messages", "Reliable messages sent", counts, GatewayMetrics::messages);
        count("sekai.gateway.message.bytes", "Bytes of reliable messages sent", counts, GatewayMetrics::messageBytes);
        count("sekai.gateway.poses", "Poses given to the region", counts, GatewayMetrics::posesTaken);
        count("sekai.gateway.actions", "Actions given to the region", counts, GatewayMetrics::actionsTaken);
        gauge("sekai.gateway.sessions", "Sessions of any state", gateway, Gateway::sessions);
        gauge("sekai.gateway.players", "Players in the world", gateway, Gateway::present);
    }

    private void region() {
        tally("sekai.world.events", "What the world did", world.counters());
        gauge("sekai.world.tick", "The newest tick", this, m -> m.gauges.tick());
        gauge("sekai.world.tick.seconds", "Time of the newest tick", this, m -> seconds(m.gauges.lastTickNanos()));
        gauge(
                "sekai.world.slowest.tick.seconds",
                "Time of the slowest tick since the last reading",
                this,
                m -> seconds(m.gauges.slowestTickNanos()));
        gauge(
                "sekai.world.commit.seconds",
                "Time of the newest commit",
                this,
                m -> seconds(m.gauges.lastCommitNanos()));
        gauge("sekai.world.regions.up", "Regions in memory", this, m -> m.gauges.regionsUp());
        gauge(
                "sekai.world.regions.changing",
                "Regions that are being taken or let go",
                this,
                m -> m.gauges.regionsChanging());
        gauge("sekai.world.regions.down", "Regions that are to be taken again", this, m -> m.gauges.regionsDown());
        gauge(
                "sekai.world.waiting.frames",
                "Frames made and not durable yet, of the worst region",
                this,
                m -> m.gauges.waitingFrames());
        gauge("sekai.world.entities", "Things in memory", this, m -> m.gauges.entities());
        gauge("sekai.world.chunk.bytes", "What loaded chunks take", this, m -> m.gauges.chunkBytes());
        gauge("sekai.world.players", "Players present", this, m -> m.gauges.players());
    }

    void start(StartTimes times) {
        for (StartTimes.Part part : StartTimes.Part.values()) {
            Gauge.builder("sekai.start.seconds", times, start -> seconds(start.nanos(part)))
                    .description("How long the part of the start took, one after the other")
                    .tag("part", part.name().toLowerCase(Locale.ROOT))
                    .strongReference(true)
                    .register(registry);
        }
    }

    void history(HistoryThread history) {
        gauge("sekai.history.bytes", "What the world's indexed history takes", history, HistoryThread::bytes);
        gauge(
                "sekai.history.damaged",
                "Regions whose history can't be read, and is left as it is",
                history,
                HistoryThread::damagedRegions);
        count("sekai.history.failures", "Passes of its upkeep that failed", history, HistoryThread::failures);
    }

    /**
     * @param prefix of the figures' names
     * @param who counts, in words
     * @param counters by {@code kind.reason}
     */
    void transport(String prefix, String who, Map<String, LongSupplier> counters, IntSupplier peers) {
        transports.add(counters);
        counters.forEach((name, value) -> {
            int dot = name.indexOf('.');
            FunctionCounter.builder(prefix + "." + name.substring(0, dot), value, LongSupplier::getAsLong)
                    .description("What " + who + " counts, by reason")
                    .tag("reason", name.substring(dot + 1))
                    .register(registry);
        });
        gauge(prefix + ".peers", "Peers of any state", peers, IntSupplier::getAsInt);
    }

    private <T> void count(String name, String description, T source, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, source, value).description(description).register(registry);
    }

    private <T> void gauge(String name, String description, T source, ToDoubleFunction<T> value) {
        Gauge.builder(name, source, value)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    private static double seconds(long nanos) {
        return nanos / NANOS_PER_SECOND;
    }
}
