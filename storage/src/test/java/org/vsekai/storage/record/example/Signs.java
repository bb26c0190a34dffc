package org.vsekai.storage.record.example;

import org.vsekai.storage.record.Index;
import org.vsekai.storage.record.RecordStore;
import org.vsekai.storage.record.RecordType;
import org.vsekai.storage.record.Schema;
import org.vsekai.storage.record.Total;
import org.vsekai.storage.record.example.v1.Sign;
import org.vsekai.storage.tuple.Subspace;

/** What players have written on signs. */
final class Signs {
    static final RecordType<Sign> SIGNS =
            RecordType.named("sign").message(Sign.getDefaultInstance()).key("id");

    static final Index<Sign> BY_AUTHOR = SIGNS.index("by-author", "author", "written_at");
    static final Index<Sign> BY_CHUNK = SIGNS.index("by-chunk", "spot.chunk_x", "spot.chunk_z");
    static final Index<Sign> BY_TOPIC = SIGNS.index("by-topic", "topics");
    static final Index<Sign> BY_SHOP = SIGNS.unique("by-shop", "shop_name");
    static final Total<Sign> PER_AUTHOR = SIGNS.count("per-author", "author");

    static final Schema SCHEMA = Schema.version(1).with(SIGNS, BY_AUTHOR, BY_CHUNK, BY_TOPIC, BY_SHOP, PER_AUTHOR);

    static final RecordStore STORE = RecordStore.of(Subspace.of("game", "signs"), SCHEMA);

    private Signs() {}
}
