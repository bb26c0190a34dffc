package org.vsekai.storage.record.example;

import org.vsekai.storage.record.Index;
import org.vsekai.storage.record.RecordStore;
import org.vsekai.storage.record.RecordType;
import org.vsekai.storage.record.Schema;
import org.vsekai.storage.record.Total;
import org.vsekai.storage.record.example.v1.Sign;
import org.vsekai.storage.record.example.v1.SignV2;
import org.vsekai.storage.tuple.Subspace;

/** What players have written on signs, a year later. */
final class SignsV2 {
    static final RecordType<SignV2> SIGNS = RecordType.named("sign")
            .message(Sign.getDefaultInstance())
            .message(SignV2.getDefaultInstance(), SignsV2::inLines)
            .key("id");

    static final Index<SignV2> BY_AUTHOR = SIGNS.index("by-author", "author", "written_at");
    static final Index<SignV2> BY_SHOP = SIGNS.unique("by-shop", "shop_name");
    static final Index<SignV2> BY_TIME = SIGNS.index("by-time", "written_at");
    static final Total<SignV2> PER_AUTHOR = SIGNS.count("per-author", "author");

    static final Schema SCHEMA = Schema.version(2).with(SIGNS, BY_AUTHOR, BY_SHOP, BY_TIME, PER_AUTHOR);

    static final RecordStore STORE = RecordStore.of(Subspace.of("game", "signs"), SCHEMA);

    private SignsV2() {}

    private static SignV2 inLines(Sign old) {
        SignV2.Builder sign = SignV2.newBuilder()
                .setId(old.getId())
                .setAuthor(old.getAuthor())
                .setWrittenAt(old.getWrittenAt())
                .setSpot(old.getSpot())
                .addAllTopics(old.getTopicsList())
                .addAllLines(old.getText().lines().toList());
        return old.hasShopName() ? sign.setShopName(old.getShopName()).build() : sign.build();
    }
}
