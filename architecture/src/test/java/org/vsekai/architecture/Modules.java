package org.vsekai.architecture;

import java.util.Arrays;
import java.util.List;

/**
 * The modules and what each may use: the table of {@code docs/ARCHITECTURE.md}, the other way to read it. Two modules share a
 * root: a package below a module's root that is the root of another is that other module's.
 */
enum Modules {
    CORE("core", "org.vsekai.core"),
    WIRE("wire", "org.vsekai.wire", CORE),
    RTC("rtc", "org.vsekai.rtc", CORE),
    RTC_UDP("rtc-udp", "org.vsekai.rtc.udp", CORE, RTC),
    RTC_LAB("rtc-lab", "org.vsekai.rtc.lab", CORE, RTC, RTC_UDP),
    STORAGE("storage", "org.vsekai.storage", CORE),
    STORAGE_ROCKSDB("storage-rocksdb", "org.vsekai.storage.rocksdb", CORE, STORAGE),
    STORAGE_FDB("storage-fdb", "org.vsekai.storage.fdb", CORE, STORAGE),
    STORAGE_LAB("storage-lab", "org.vsekai.storage.lab", CORE, STORAGE, STORAGE_ROCKSDB, STORAGE_FDB),
    SIM("sim", "org.vsekai.sim", CORE),
    GAME("game", "org.vsekai.game", CORE, SIM),
    WORLD("world", "org.vsekai.world", CORE, SIM, GAME, STORAGE),
    ARCHIVE("archive", "org.vsekai.archive", CORE, SIM, GAME, STORAGE, WORLD),
    REPLICATION("replication", "org.vsekai.replication", CORE, SIM, GAME, WIRE),
    GATEWAY("gateway", "org.vsekai.gateway", CORE, SIM, GAME, WIRE, RTC, WORLD, REPLICATION),
    SERVER(
            "server",
            "org.vsekai.server",
            CORE,
            SIM,
            GAME,
            WIRE,
            RTC,
            WORLD,
            REPLICATION,
            GATEWAY,
            RTC_UDP,
            STORAGE,
            STORAGE_ROCKSDB,
            STORAGE_FDB,
            ARCHIVE),
    SIMULATOR(
            "simulator",
            "org.vsekai.simulator",
            CORE,
            SIM,
            GAME,
            WIRE,
            RTC,
            RTC_LAB,
            STORAGE,
            WORLD,
            ARCHIVE,
            REPLICATION,
            GATEWAY),
    SPEC_LAB("spec-lab", "org.vsekai.spec", CORE, SIM, GAME, RTC, STORAGE, WORLD, SIMULATOR),
    BOTS("bots", "org.vsekai.bots", CORE, WIRE, RTC, RTC_UDP, RTC_LAB),
    BENCHMARKS("benchmarks", "org.vsekai.benchmarks", CORE, SIM, GAME, RTC, RTC_UDP, WORLD, STORAGE, STORAGE_ROCKSDB);

    private final String folder;
    private final String root;
    private final List<Modules> mayUse;

    Modules(String folder, String root, Modules... mayUse) {
        this.folder = folder;
        this.root = root;
        this.mayUse = List.of(mayUse);
    }

    String folder() {
        return folder;
    }

    boolean mayUse(Modules other) {
        return other == this || mayUse.contains(other);
    }

    /** The module of a package: the one with the longest root that fits. */
    static Modules of(String packageName) {
        return Arrays.stream(values())
                .filter(module -> packageName.equals(module.root) || packageName.startsWith(module.root + "."))
                .max((a, b) -> Integer.compare(a.root.length(), b.root.length()))
                .orElseThrow(() -> new AssertionError(packageName + " belongs to no module: name it in Modules"));
    }
}
