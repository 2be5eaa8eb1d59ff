package org.stellaops.signer.verify.material;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPException;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.verify.trust.TrustedLog;
import org.stellaops.signer.verify.trust.TrustedRoot;

/** The parsers of this package that have no public way to them, for fuzzing. */
public final class MaterialParsers {

  private MaterialParsers() {}

  /** Reads a checkpoint and looks for the signature of each log. */
  public static void checkpoint(String note, TrustedRoot root) throws NotProven {
    Checkpoint checkpoint = Checkpoint.parse(note);
    NotProven last = SignedNote.wrong("There is no log.");
    for (TrustedLog log : root.logs()) {
      for (boolean ownOrigin : new boolean[] {true, false}) {
        try {
          checkpoint.requireBy(log, ownOrigin, SignatureVerifier.platform());
          return;
        } catch (NotProven e) {
          last = e;
        }
      }
    }
    throw last;
  }

  /** Reads a timestamp and who signed it, whatever it was that was stamped. */
  public static void timestampToken(Bytes response) throws NotProven {
    try {
      TimestampToken token = TimestampToken.read(response.toByteArray());
      if (token == null) {
        throw new NotProven(TimestampVerifier.CHECK, "There is no token.");
      }
      token.hash();
      token.imprint();
      for (X509CertificateHolder each : token.certificates().getMatches(null)) {
        if (!token.signer().match(each)) {
          continue;
        }
        X509Certificate certificate = new JcaX509CertificateConverter().getCertificate(each);
        PinnedKey key = PinnedKey.of(certificate.getPublicKey());
        token.requireBy(certificate, SignatureVerifier.platform().under(key).getProvider());
      }
    } catch (GeneralSecurityException
        | TSPException
        | CMSException
        | OperatorCreationException
        | IOException
        | RuntimeException e) {
      // What the token documents; the verifier takes all of these for a no.
      throw new NotProven(TimestampVerifier.CHECK, "It is no token that its certificate signed.");
    }
  }

  /** Reads the list of signed certificate timestamps in a certificate's extension. */
  public static void certificateTimestamps(Bytes extension) throws NotProven {
    Scts.read(extension);
  }
}
