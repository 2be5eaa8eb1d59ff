package org.stellaops.signer.fulcio;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.IssuedCertificate;

/** Reads the JSON answers of Fulcio's {@code /api/v2/signingCert} ({@code fulcio.proto}). */
final class FulcioAnswer {

  static final int MAX_BYTES = 64 << 10;

  private static final JsonLimits LIMITS = JsonLimits.REQUEST.withMaxBytes(MAX_BYTES);
  private static final int MAX_CHAIN = 8;
  private static final String EMBEDDED = "signedCertificateEmbeddedSct";
  private static final String DETACHED = "signedCertificateDetachedSct";
  private static final int MAX_WORDS = 200;

  private FulcioAnswer() {}

  /**
   * What was issued.
   *
   * @throws IllegalArgumentException the answer is something else; the message has nothing of it
   */
  static IssuedCertificate issued(Bytes json) {
    try {
      if (!(JsonValue.parse(json, LIMITS) instanceof JsonObject answer)
          || answer.has(EMBEDDED) == answer.has(DETACHED)) {
        throw new IllegalArgumentException("not one certificate");
      }
      boolean detached = answer.has(DETACHED);
      JsonObject issued = answer.object(detached ? DETACHED : EMBEDDED);
      List<String> pems = issued.object("chain").array("certificates").strings();
      if (pems.isEmpty() || pems.size() > MAX_CHAIN) {
        throw new IllegalArgumentException("a chain of " + pems.size() + " certificates");
      }
      List<Bytes> ders = new ArrayList<>();
      for (String pem : pems) {
        ders.add(der(pem));
      }
      return new IssuedCertificate(
          ders.get(0), ders.subList(1, ders.size()), detached ? sct(issued) : Optional.empty());
    } catch (InvalidJson e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** Fulcio without a log answers as with one, and leaves the timestamp out or empty. */
  private static Optional<Bytes> sct(JsonObject issued) throws InvalidJson {
    return issued
        .optionalString("signedCertificateTimestamp")
        .filter(text -> !text.isEmpty())
        .map(text -> DetachedSct.tls(Bytes.base64(text)));
  }

  private static Bytes der(String pem) {
    try {
      Collection<? extends Certificate> read =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
      if (read.size() != 1) {
        throw new IllegalArgumentException("a member that is not one certificate");
      }
      return Bytes.copyOf(read.iterator().next().getEncoded());
    } catch (CertificateException e) {
      throw new IllegalArgumentException("a member that is no certificate", e);
    }
  }

  /**
   * What a refusal says, for operators: its {@code message} in printable ASCII, shortened, and
   * without long words, so that nothing of a token could be in it; empty where there is none.
   */
  static String words(Bytes json) {
    try {
      return JsonValue.parse(json, LIMITS) instanceof JsonObject answer
              && answer.member("message").orElse(null) instanceof JsonString(String message)
          ? safe(message)
          : "";
    } catch (InvalidJson e) {
      return "";
    }
  }

  private static String safe(String message) {
    String printable =
        message.replaceAll("[^ -~]", "?").replaceAll("[A-Za-z0-9_=+-]{24,}", "[left out]");
    return printable.length() > MAX_WORDS ? printable.substring(0, MAX_WORDS) : printable;
  }
}
