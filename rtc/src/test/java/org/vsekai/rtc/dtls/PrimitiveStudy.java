package org.vsekai.rtc.dtls;

import java.io.ByteArrayInputStream;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What the arithmetic of a handshake costs by itself, by thread CPU time: the least that any engine on the JCE can reach. */
public final class PrimitiveStudy {
    private static final int BATCH = 100;
    private static final int ROUNDS = 60;

    private PrimitiveStudy() {}

    public static void main(String[] args) throws Exception {
        StudyProvider.install();
        var random = args.length > 0 ? SecureRandom.getInstance(args[0]) : new SecureRandom();
        System.out.println("SecureRandom " + random.getAlgorithm());
        DtlsIdentity identity = TestIdentity.create("any");
        byte[] message = new byte[1_000];
        var signer = Signature.getInstance("SHA256withECDSA");
        System.out.println("ECDSA from " + signer.getProvider());
        measure("ECDSA P-256 sign, new Signature", () -> {
            var fresh = Signature.getInstance("SHA256withECDSA");
            fresh.initSign(identity.privateKey(), random);
            fresh.update(message);
            return fresh.sign();
        });
        measure("ECDSA P-256 sign, kept Signature", () -> {
            signer.initSign(identity.privateKey(), random);
            signer.update(message);
            return signer.sign();
        });
        signer.initSign(identity.privateKey(), random);
        signer.update(message);
        byte[] signature = signer.sign();
        byte[] certificate = identity.certificate().getEncoded();
        var factory = CertificateFactory.getInstance("X.509");
        PublicKey parsed = factory.generateCertificate(new ByteArrayInputStream(certificate))
                .getPublicKey();
        measure("ECDSA P-256 verify", () -> {
            var verifier = Signature.getInstance("SHA256withECDSA");
            verifier.initVerify(parsed);
            verifier.update(message);
            return verifier.verify(signature);
        });
        measure(
                "certificate from DER, with its key",
                () -> factory.generateCertificate(new ByteArrayInputStream(changed(certificate)))
                        .getPublicKey());
        agreement("XDH", new NamedParameterSpec("X25519"), "X25519", random);
        agreement("EC", new ECGenParameterSpec("secp256r1"), "ECDH", random);
        measure(
                "SHA-256 of 2,000 bytes",
                () -> MessageDigest.getInstance("SHA-256").digest(new byte[2_000]));
        measure("HMAC-SHA-256, new, 100 bytes", () -> {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(new byte[48], "HmacSHA256"));
            return mac.doFinal(new byte[100]);
        });
        measure("32 random bytes", () -> {
            byte[] bytes = new byte[32];
            random.nextBytes(bytes);
            return bytes;
        });
    }

    private static int serial;

    /** Another signature each time, so that no cache of certificates answers. */
    private static byte[] changed(byte[] certificate) {
        byte[] other = certificate.clone();
        other[other.length - 1] = (byte) serial;
        other[other.length - 2] = (byte) (serial++ >>> 8);
        return other;
    }

    private static void agreement(
            String keys, java.security.spec.AlgorithmParameterSpec group, String name, SecureRandom random)
            throws Exception {
        var generator = KeyPairGenerator.getInstance(keys);
        generator.initialize(group, random);
        KeyPair ours = generator.generateKeyPair();
        byte[] theirs = generator.generateKeyPair().getPublic().getEncoded();
        measure(name + " key pair", () -> {
            var fresh = KeyPairGenerator.getInstance(keys);
            fresh.initialize(group, random);
            return fresh.generateKeyPair();
        });
        measure(
                name + " key from DER",
                () -> KeyFactory.getInstance(keys).generatePublic(new X509EncodedKeySpec(theirs)));
        PublicKey peer = KeyFactory.getInstance(keys).generatePublic(new X509EncodedKeySpec(theirs));
        measure(name + " agreement", () -> {
            var agreement = KeyAgreement.getInstance(name);
            agreement.init(ours.getPrivate());
            agreement.doPhase(peer, true);
            return agreement.generateSecret();
        });
    }

    private static void measure(String what, Callable<?> call) throws Exception {
        var micros = new double[ROUNDS];
        long bytes = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long cpu = CpuClock.nanos();
            long allocated = CpuClock.allocatedBytes();
            for (int i = 0; i < BATCH; i++) {
                if (call.call() == null) {
                    throw new IllegalStateException(what);
                }
            }
            micros[round] = (CpuClock.nanos() - cpu) / 1e3 / BATCH;
            bytes = (CpuClock.allocatedBytes() - allocated) / BATCH;
        }
        double[] late = Arrays.copyOfRange(micros, ROUNDS / 2, ROUNDS);
        Arrays.sort(late);
        System.out.printf(Locale.ROOT, "%-36s | %7.1f us | %d B%n", what, late[late.length / 2], bytes);
    }
}
