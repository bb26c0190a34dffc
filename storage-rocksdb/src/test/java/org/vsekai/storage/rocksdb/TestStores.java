package org.vsekai.storage.rocksdb;

/** How the tests open stores: little memory, and whatever disk there is. */
final class TestStores {
    static final RocksOptions OPTIONS =
            RocksOptions.DEFAULT.withMemoryBytes(32L << 20).withMinFreeBytes(0);

    private TestStores() {}

    static Seams seams(Sabotage sabotage) {
        return new Seams(System::nanoTime, () -> Long.MAX_VALUE, () -> {}, sabotage);
    }
}
