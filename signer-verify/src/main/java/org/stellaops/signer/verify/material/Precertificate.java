package org.stellaops.signer.verify.material;

import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.stellaops.signer.model.Bytes;

/** What a certificate log saw before its timestamp was put into the certificate. */
final class Precertificate {

  /** The list of signed certificate timestamps (RFC 6962 §3.3). */
  static final String TIMESTAMPS = "1.3.6.1.4.1.11129.2.4.2";

  private static final int EXTENSIONS_TAG = 3;

  private Precertificate() {}

  /** The DER of the TBSCertificate without the list of timestamps (RFC 6962 §3.2). */
  static Bytes of(X509Certificate certificate) throws NotProven {
    try {
      ASN1EncodableVector kept = new ASN1EncodableVector();
      for (ASN1Encodable part : ASN1Sequence.getInstance(certificate.getTBSCertificate())) {
        kept.add(
            part instanceof ASN1TaggedObject tagged && tagged.hasContextTag(EXTENSIONS_TAG)
                ? new DERTaggedObject(true, EXTENSIONS_TAG, withoutTimestamps(tagged))
                : part);
      }
      return Bytes.adopt(new DERSequence(kept).getEncoded(ASN1Encoding.DER));
    } catch (CertificateEncodingException | IOException | RuntimeException e) {
      throw new NotProven(Scts.CHECK, "The certificate's parts cannot be read.");
    }
  }

  private static DERSequence withoutTimestamps(ASN1TaggedObject extensions) {
    ASN1ObjectIdentifier timestamps = new ASN1ObjectIdentifier(TIMESTAMPS);
    ASN1EncodableVector kept = new ASN1EncodableVector();
    for (ASN1Encodable extension : ASN1Sequence.getInstance(extensions.getExplicitBaseObject())) {
      if (!timestamps.equals(ASN1Sequence.getInstance(extension).getObjectAt(0))) {
        kept.add(extension);
      }
    }
    return new DERSequence(kept);
  }
}
