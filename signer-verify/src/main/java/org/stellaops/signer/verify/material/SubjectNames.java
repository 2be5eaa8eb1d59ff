package org.stellaops.signer.verify.material;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.ASN1UTF8String;

/** The subject alternative name (RFC 5280 §4.2.1.6), of which Fulcio writes exactly one. */
final class SubjectNames {

  private static final int OTHER_NAME = 0;
  private static final int EMAIL = 1;
  private static final int DNS = 2;
  private static final int URI = 6;

  /** A user name, as Fulcio writes it. */
  private static final String USER_NAME = "1.3.6.1.4.1.57264.1.7";

  private SubjectNames() {}

  static String onlyOne(X509Certificate certificate) throws NotProven {
    Collection<List<?>> names;
    try {
      names = certificate.getSubjectAlternativeNames();
    } catch (CertificateParsingException | RuntimeException e) {
      throw none("cannot be read");
    }
    if (names == null || names.size() != 1) {
      throw none("is not exactly one");
    }
    List<?> name = names.iterator().next();
    String text =
        switch ((Integer) name.get(0)) {
          case EMAIL, DNS, URI -> String.valueOf(name.get(1));
          case OTHER_NAME -> userName(name.get(1));
          default -> throw none("is of a kind that identifies nobody here");
        };
    if (text.isEmpty() || text.codePoints().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw none("is empty or has a control character");
    }
    return text;
  }

  private static String userName(Object der) throws NotProven {
    try {
      ASN1Sequence other = ASN1Sequence.getInstance((byte[]) der);
      if (!new ASN1ObjectIdentifier(USER_NAME).equals(other.getObjectAt(0))) {
        throw none("is of a kind that identifies nobody here");
      }
      return ASN1UTF8String.getInstance(
              ASN1TaggedObject.getInstance(other.getObjectAt(1)).getExplicitBaseObject())
          .getString();
    } catch (RuntimeException e) {
      throw none("cannot be read");
    }
  }

  private static NotProven none(String what) {
    return new NotProven(
        SigningCertificate.CHECK, "The certificate's subject alternative name " + what + ".");
  }
}
