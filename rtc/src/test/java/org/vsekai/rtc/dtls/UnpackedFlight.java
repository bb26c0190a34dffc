package org.vsekai.rtc.dtls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vsekai.core.SplitMix64;

/** Takes datagrams apart: into records, and messages into fragments. */
final class UnpackedFlight {
    private static final int HEADERS = DtlsRecords.HEADER_SIZE + HandshakeHeader.SIZE;

    private UnpackedFlight() {}

    static List<byte[]> records(byte[] datagram) {
        var records = new ArrayList<byte[]>();
        int at = 0;
        while (at < datagram.length) {
            int size = DtlsRecords.size(datagram, at, datagram.length);
            records.add(Arrays.copyOfRange(datagram, at, at + size));
            at += size;
        }
        return records;
    }

    /** A record with one whole message, as records with fragments of at most that size. */
    static List<byte[]> cut(byte[] record, int size) {
        var fragments = new ArrayList<byte[]>();
        int body = record.length - HEADERS;
        int from = 0;
        do {
            int length = Math.min(size, body - from);
            byte[] fragment = new byte[HEADERS + length];
            DtlsRecords.writeHeader(
                    DtlsRecords.HANDSHAKE,
                    0,
                    DtlsRecords.sequence(record, 0),
                    HandshakeHeader.SIZE + length,
                    fragment,
                    0);
            HandshakeHeader.writeOther(
                    record, DtlsRecords.HEADER_SIZE, from, length, fragment, DtlsRecords.HEADER_SIZE);
            System.arraycopy(record, HEADERS + from, fragment, HEADERS, length);
            fragments.add(fragment);
            from += length;
        } while (from < body);
        return fragments;
    }

    /** From now on an end sends each record by itself, and messages in pieces, in any order. */
    static void cutUp(DtlsLink.End end, SplitMix64 random) {
        end.filter = datagrams -> {
            var pieces = new ArrayList<byte[]>();
            for (byte[] record : records(datagrams.getFirst())) {
                boolean isPlain = record[0] == DtlsRecords.HANDSHAKE && DtlsRecords.epoch(record, 0) == 0;
                pieces.addAll(isPlain ? cut(record, 1 + random.nextInt(200)) : List.of(record));
            }
            shuffle(pieces, random);
            return pieces;
        };
    }

    static void shuffle(List<byte[]> list, SplitMix64 random) {
        for (int i = list.size() - 1; i > 0; i--) {
            byte[] moved = list.set(random.nextInt(i + 1), list.get(i));
            list.set(i, moved);
        }
    }
}
