package org.stellaops.signer.testkit.keyless;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.KeyPair;
import java.time.Instant;
import org.stellaops.signer.model.Bytes;

/** A certificate log (RFC 6962) with an ECDSA P-256 key. */
public final class TestCertificateLog {

  private final KeyPair pair = TestKeys.p256();
  private final Instant from;

  private TestCertificateLog(Instant from) {
    this.from = from;
  }

  /** A log with a new key, which its trusted root knows since {@code from}. */
  public static TestCertificateLog create(Instant from) {
    return new TestCertificateLog(from);
  }

  /** SHA-256 of its SubjectPublicKeyInfo (RFC 6962 §3.2). */
  public Bytes id() {
    return spki().sha256().bytes();
  }

  Bytes spki() {
    return Bytes.adopt(pair.getPublic().getEncoded());
  }

  /**
   * A signed certificate timestamp for a certificate that holds it (RFC 6962 §3.2, precert_entry).
   *
   * @param tbs the DER of the TBSCertificate without any list of timestamps
   */
  public Bytes precertificate(Bytes issuerSpki, Bytes tbs, Instant at, Bytes extensions) {
    ByteArrayOutputStream entry = new ByteArrayOutputStream();
    entry.writeBytes(issuerSpki.sha256().bytes().toByteArray());
    entry.writeBytes(withLength(3, tbs).toByteArray());
    return timestamp(1, Bytes.adopt(entry.toByteArray()), at, extensions);
  }

  /** A signed certificate timestamp for a certificate as it is (RFC 6962 §3.2, x509_entry). */
  public Bytes certificate(Bytes leaf, Instant at) {
    return timestamp(0, withLength(3, leaf), at, Bytes.empty());
  }

  private Bytes timestamp(int entryType, Bytes entry, Instant at, Bytes extensions) {
    return written(out -> {
      out.writeByte(0);
      id().writeTo(out);
      out.writeLong(at.toEpochMilli());
      withLength(2, extensions).writeTo(out);
      out.writeByte(4); // sha256 (RFC 5246 §7.4.1.4.1)
      out.writeByte(3); // ecdsa
      Bytes signed =
          written(message -> {
            message.writeByte(0);
            message.writeByte(0);
            message.writeLong(at.toEpochMilli());
            message.writeShort(entryType);
            entry.writeTo(message);
            withLength(2, extensions).writeTo(message);
          });
      withLength(2, TestKeys.sign(TestKeys.ECDSA, pair.getPrivate(), signed)).writeTo(out);
    });
  }

  /** {@code bytes} after their own length in so many bytes. */
  static Bytes withLength(int lengthBytes, Bytes bytes) {
    return written(out -> {
      for (int i = lengthBytes - 1; i >= 0; i--) {
        out.writeByte(bytes.size() >>> (8 * i));
      }
      bytes.writeTo(out);
    });
  }

  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private static Bytes written(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writing.to(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.adopt(bytes.toByteArray());
  }

  /** Its entry in {@code ctlogs} of a trusted root. */
  public String json() {
    return TestTrustedRoot.log("https://ct.example.test", spki(), "PKIX_ECDSA_P256_SHA_256", from);
  }
}
