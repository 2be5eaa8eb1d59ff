package org.stellaops.signer.verify.material;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.ASN1OctetString;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.verify.trust.TrustedLog;

/**
 * The signed certificate timestamps inside a certificate (RFC 6962 §3.2 and §3.3), each over the
 * certificate without any of them.
 */
final class Scts {

  static final String CHECK = "certificate-log";

  private static final int MAX_TIMESTAMPS = 16;
  private static final int SHA256 = 4;
  private static final int RSA = 1;
  private static final int ECDSA = 3;
  private static final int ED25519_HASH = 8;
  private static final int ED25519 = 7;

  private final List<TrustedLog> logs;
  private final SignatureVerifier verifier;

  Scts(List<TrustedLog> logs, SignatureVerifier verifier) {
    this.logs = logs;
    this.verifier = verifier;
  }

  /** One signed certificate timestamp as it stands. */
  record Sct(Bytes logId, long milliseconds, Bytes extensions, int hash, int kind, Bytes sig) {}

  /**
   * The operators of the logs that promise to have this certificate.
   *
   * @throws NotProven one of a trusted log is wrong, or they are not readable
   */
  Set<String> operators(SigningCertificate certificate, Bytes issuerSpki) throws NotProven {
    Set<String> operators = new TreeSet<>();
    Optional<Bytes> extension = certificate.extension(Precertificate.TIMESTAMPS);
    if (extension.isEmpty()) {
      return operators;
    }
    Bytes tbs = Precertificate.of(certificate.x509());
    for (Sct sct : read(extension.get())) {
      operator(sct, issuerSpki, tbs).ifPresent(operators::add);
    }
    return operators;
  }

  static List<Sct> read(Bytes extensionValue) throws NotProven {
    Bytes list;
    try {
      list = Bytes.adopt(ASN1OctetString.getInstance(extensionValue.toByteArray()).getOctets());
    } catch (RuntimeException e) {
      throw new NotProven(
          CHECK, "The list of signed certificate timestamps is not an OCTET STRING.");
    }
    TlsInput outer = new TlsInput(list);
    TlsInput in = new TlsInput(outer.vector(2));
    outer.requireEnd();
    List<Sct> all = new ArrayList<>();
    while (in.hasMore()) {
      if (all.size() == MAX_TIMESTAMPS) {
        throw new NotProven(CHECK, "There are over 16 signed certificate timestamps.");
      }
      all.add(one(new TlsInput(in.vector(2))));
    }
    return all;
  }

  private static Sct one(TlsInput in) throws NotProven {
    if (in.uint(1) != 0) {
      throw new NotProven(CHECK, "A signed certificate timestamp is not of version 1.");
    }
    Sct sct =
        new Sct(
            in.fixed(32),
            in.uint(8),
            in.vector(2),
            (int) in.uint(1),
            (int) in.uint(1),
            in.vector(2));
    in.requireEnd();
    return sct;
  }

  /** Empty for a log that is not trusted, or was not when it says that it saw the certificate. */
  private Optional<String> operator(Sct sct, Bytes issuerSpki, Bytes tbs) throws NotProven {
    boolean known = false;
    for (TrustedLog log : logs) {
      if (log.ids().contains(sct.logId()) && isTime(sct, log)) {
        known = true;
        if (isBy(sct, log.key())
            && verifier.verifies(signed(sct, issuerSpki, tbs), sct.sig(), log.key())) {
          return Optional.of(log.operator());
        }
      }
    }
    if (known) {
      throw new NotProven(
          CHECK, "A signed certificate timestamp is not over this certificate by its log's key.");
    }
    return Optional.empty();
  }

  private static boolean isTime(Sct sct, TrustedLog log) {
    return log.validity().contains(Instant.ofEpochMilli(sct.milliseconds()));
  }

  /** The algorithm that it names is the one that the key has (RFC 5246 §7.4.1.4.1). */
  private static boolean isBy(Sct sct, PinnedKey key) {
    SignatureAlgorithm algorithm = key.algorithm();
    return switch (algorithm) {
      case ECDSA_P256_SHA256 -> sct.hash() == SHA256 && sct.kind() == ECDSA;
      case RSA_PKCS1_SHA256 -> sct.hash() == SHA256 && sct.kind() == RSA;
      case ED25519 -> sct.hash() == ED25519_HASH && sct.kind() == ED25519;
      default -> false;
    };
  }

  /** The digitally-signed part of RFC 6962 §3.2, for a precert_entry. */
  private static Bytes signed(Sct sct, Bytes issuerSpki, Bytes tbs) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0); // v1
    out.write(0); // certificate_timestamp
    out.writeBytes(ByteBuffer.allocate(8).putLong(sct.milliseconds()).array());
    out.write(0);
    out.write(1); // precert_entry
    out.writeBytes(issuerSpki.sha256().bytes().toByteArray());
    out.write(tbs.size() >>> 16);
    out.write(tbs.size() >>> 8);
    out.write(tbs.size());
    out.writeBytes(tbs.toByteArray());
    out.write(sct.extensions().size() >>> 8);
    out.write(sct.extensions().size());
    out.writeBytes(sct.extensions().toByteArray());
    return Bytes.adopt(out.toByteArray());
  }
}
