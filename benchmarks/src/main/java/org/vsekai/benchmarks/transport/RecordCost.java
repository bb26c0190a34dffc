package org.vsekai.benchmarks.transport;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.vsekai.benchmarks.measuring.CommandLoop;

/**
 * What the runtime's cipher allocates for a record, used as the transport's {@code RecordCipher} uses it: a key and a nonce for each
 * record, 13 bytes beside the text, and an array for the result. And what an array for a message takes.
 */
final class RecordCost {
    private static final int KEY_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    private static final int ASSOCIATED_BYTES = 13;
    private static final int TAG_BYTES = 16;
    private static final int ROUNDS = 40;
    private static final int OPERATIONS = 5_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Cipher cipher;
    private final SecretKeySpec key = new SecretKeySpec(new byte[KEY_BYTES], "AES");
    private final byte[] nonce = new byte[NONCE_BYTES];
    private final byte[] associated = new byte[ASSOCIATED_BYTES];
    /** Where arrays go, so that the compiler can't leave them out. */
    private byte[] kept = {};

    private long number;

    private interface Operation {
        void run() throws GeneralSecurityException;
    }

    private RecordCost() throws GeneralSecurityException {
        cipher = Cipher.getInstance("AES/GCM/NoPadding");
    }

    /** @param sealedBytes of plaintext in a record that is sealed; @param openedBytes in one that is opened */
    static ObjectNode measure(int sealedBytes, int openedBytes, int messageBytes) throws GeneralSecurityException {
        var cost = new RecordCost();
        ObjectNode figures = CommandLoop.ok();
        figures.put("sealed", cost.sealing(sealedBytes));
        figures.put("opened", cost.opening(openedBytes));
        figures.put("delivered", cost.perOperation(() -> cost.kept = new byte[messageBytes]));
        return figures;
    }

    private double sealing(int bytes) throws GeneralSecurityException {
        byte[] plain = new byte[bytes];
        byte[] sealed = new byte[bytes + TAG_BYTES];
        return perOperation(() -> {
            begin(Cipher.ENCRYPT_MODE, number++);
            cipher.doFinal(plain, 0, bytes, sealed, 0);
        });
    }

    private double opening(int bytes) throws GeneralSecurityException {
        byte[] sealed = new byte[bytes + TAG_BYTES];
        byte[] plain = new byte[bytes];
        long nonceOfRecord = number++;
        begin(Cipher.ENCRYPT_MODE, nonceOfRecord);
        cipher.doFinal(plain, 0, bytes, sealed, 0);
        return perOperation(() -> {
            begin(Cipher.DECRYPT_MODE, nonceOfRecord);
            cipher.doFinal(sealed, 0, sealed.length, plain, 0);
        });
    }

    private void begin(int mode, long nonceOfRecord) throws GeneralSecurityException {
        ByteBuffer.wrap(nonce).putLong(Integer.BYTES, nonceOfRecord);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(associated, 0, ASSOCIATED_BYTES);
    }

    /** Of the round that allocated least: the compiler may need several, and leaves out what it can. */
    private double perOperation(Operation operation) throws GeneralSecurityException {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < OPERATIONS; i++) {
                operation.run();
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return (double) least / OPERATIONS;
    }
}
