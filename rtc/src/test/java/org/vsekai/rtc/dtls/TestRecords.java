package org.vsekai.rtc.dtls;

import java.util.Arrays;

/** Authentic records of any type, as only a peer could make them that means harm. */
final class TestRecords {
    private TestRecords() {}

    static byte[] sealed(DtlsLink.End from, int type, byte[] body) {
        RecordLayer records = ((Dtls12Session) from.session()).records();
        int size = records.seal(type, body, 0, body.length);
        return Arrays.copyOf(records.made(), size);
    }
}
