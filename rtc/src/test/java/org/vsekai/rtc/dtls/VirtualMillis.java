package org.vsekai.rtc.dtls;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.tls.TlsFatalAlert;

/**
 * A virtual clock for BouncyCastle, whose DTLS reads {@code System.currentTimeMillis()} in three classes and takes no clock:
 * they are defined here, before the first use, with that call replaced. For simulations only.
 */
public final class VirtualMillis {
    private static final List<String> CLASSES = List.of("Timeout", "DTLSReliableHandshake", "DTLSRecordLayer");
    private static final ClassDesc SYSTEM = ClassDesc.of("java.lang.System");
    private static final ClassDesc HERE = ClassDesc.of("org.vsekai.rtc.dtls.VirtualMillis");
    /** BouncyCastle takes a clock at 0 or below for none. */
    private static final long EPOCH_MILLIS = 1_000_000;

    private static boolean installed;
    private static long nowNanos;

    private VirtualMillis() {}

    static void set(long now) {
        nowNanos = now;
    }

    /** Called by what {@link #install} rewrote. */
    public static long currentTimeMillis() {
        return EPOCH_MILLIS + nowNanos / 1_000_000;
    }

    static synchronized void install() {
        if (installed) {
            return;
        }
        installed = true;
        try {
            var lookup = MethodHandles.privateLookupIn(TlsFatalAlert.class, MethodHandles.lookup());
            for (String name : CLASSES) {
                lookup.defineClass(rewritten(name));
            }
        } catch (IOException | IllegalAccessException e) {
            throw new IllegalStateException("BouncyCastle's classes can be rewritten", e);
        }
    }

    private static byte[] rewritten(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(TlsFatalAlert.class.getResourceAsStream(name + ".class"), name)) {
            CodeTransform clock = (builder, element) -> {
                if (element instanceof InvokeInstruction call
                        && call.owner().asSymbol().equals(SYSTEM)
                        && call.name().equalsString("currentTimeMillis")) {
                    builder.invokestatic(HERE, "currentTimeMillis", MethodTypeDesc.ofDescriptor("()J"));
                } else {
                    builder.with(element);
                }
            };
            var classes = ClassFile.of();
            return classes.transformClass(
                    classes.parse(in.readAllBytes()), ClassTransform.transformingMethodBodies(clock));
        }
    }
}
