package org.stellaops.signer.verify.material;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.stellaops.signer.model.Bytes;

/** Who vouched for the identity: Fulcio's extensions of its {@code docs/oid-info.md}. */
final class IssuerExtensions {

  /** The text itself, deprecated. */
  private static final String OLD = "1.3.6.1.4.1.57264.1.1";

  /** A DER UTF8String. */
  private static final String NEW = "1.3.6.1.4.1.57264.1.8";

  private IssuerExtensions() {}

  /** Empty if the certificate has neither; one that has both has the same text in both. */
  static String of(SigningCertificate certificate) throws NotProven {
    Optional<Bytes> oldValue = certificate.extension(OLD);
    Optional<Bytes> newValue = certificate.extension(NEW);
    String oldText = oldValue.isPresent() ? text(oldValue.get()) : "";
    String newText = newValue.isPresent() ? string(newValue.get()) : "";
    if (oldValue.isPresent() && newValue.isPresent() && !oldText.equals(newText)) {
      throw new NotProven(
          SigningCertificate.CHECK, "The certificate names two issuers of the identity.");
    }
    return newValue.isPresent() ? newText : oldText;
  }

  private static String string(Bytes der) throws NotProven {
    try {
      return text(
          Bytes.utf8(
              ASN1UTF8String.getInstance(ASN1Primitive.fromByteArray(der.toByteArray()))
                  .getString()));
    } catch (IOException | RuntimeException e) {
      throw unreadable();
    }
  }

  private static String text(Bytes utf8) throws NotProven {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(utf8.toByteArray()))
              .toString();
      if (text.isEmpty() || text.codePoints().anyMatch(c -> c < ' ' || c == 0x7f)) {
        throw unreadable();
      }
      return text;
    } catch (CharacterCodingException e) {
      throw unreadable();
    }
  }

  private static NotProven unreadable() {
    return new NotProven(
        SigningCertificate.CHECK, "The issuer of the certificate's identity cannot be read.");
  }
}
