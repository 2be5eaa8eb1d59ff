package org.stellaops.signer.verify.material;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPException;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.Primitives;
import org.stellaops.signer.verify.trust.TrustedAuthority;

/**
 * Checks RFC 3161 timestamps over a signature's raw bytes (Sigstore client specification §4.2.1):
 * what was stamped, by whom, and that the authority's whole chain was valid then.
 */
public final class TimestampVerifier {

  static final String CHECK = "timestamp";

  private static final int MAX_BYTES = 64 << 10;
  private static final int MAX_CERTIFICATES = 16;
  private final List<TrustedAuthority> authorities;
  private final SignatureVerifier verifier;

  public TimestampVerifier(List<TrustedAuthority> authorities, SignatureVerifier verifier) {
    this.authorities = authorities;
    this.verifier = verifier;
  }

  /**
   * A time that was proven.
   *
   * @param operator who runs the authority: two answers of one operator count once
   */
  public record Stamped(Instant time, String operator) {}

  /**
   * Checks one answer of an authority.
   *
   * @param response the DER of a {@code TimeStampResp}
   */
  public Stamped verify(Bytes response, Bytes signature) throws NotProven {
    TimestampToken token = token(response);
    requireImprint(token, signature);
    return stampedBy(token);
  }

  /** Whose token it is, whatever was stamped. */
  Stamped stampedBy(TimestampToken token) throws NotProven {
    Instant time = token.time();
    NotProven wrong =
        new NotProven(
            CHECK, NotProven.Kind.UNKNOWN, "The timestamp is by no authority of the trusted root.");
    for (TrustedAuthority authority : authorities) {
      for (X509Certificate certificate : signers(token, authority)) {
        try {
          requireBy(token, certificate);
          authority.validate(certificate, time, verifier::isSigned);
          return new Stamped(time, authority.operator());
        } catch (GeneralSecurityException e) {
          wrong =
              new NotProven(
                  CHECK,
                  "The timestamp's authority or its chain was not valid or not trusted then.");
        } catch (TSPException | CMSException | OperatorCreationException | RuntimeException e) {
          wrong = new NotProven(CHECK, "The timestamp was not signed by its authority.");
        }
      }
    }
    throw wrong;
  }

  /** RFC 3161 §2.4.2: granted, with a token, which is one signed TSTInfo. */
  static TimestampToken token(Bytes response) throws NotProven {
    if (response.isEmpty() || response.size() > MAX_BYTES) {
      throw new NotProven(CHECK, "A timestamp is 1 to " + MAX_BYTES + " bytes of DER.");
    }
    TimestampToken token;
    try {
      token = TimestampToken.read(response.toByteArray());
    } catch (CMSException | IOException | RuntimeException e) {
      throw new NotProven(CHECK, "A timestamp is not the DER of a TimeStampResp.");
    }
    if (token == null) {
      throw new NotProven(CHECK, "The authority did not grant the timestamp.");
    }
    return token;
  }

  /** RFC 3161 §2.4.2: the messageImprint is that of what was to be stamped. */
  private static void requireImprint(TimestampToken token, Bytes signature) throws NotProven {
    String hash = token.hash();
    if (hash == null) {
      throw new NotProven(CHECK, "The timestamp's hash is not SHA-256, SHA-384 or SHA-512.");
    }
    var digest = Primitives.digest(hash);
    signature.update(digest);
    if (!Arrays.equals(digest.digest(), token.imprint())) {
      throw new NotProven(CHECK, "The timestamp is over something else than this signature.");
    }
  }

  /** The authority's own certificate if the token names it; one from the token if there is none. */
  private static List<X509Certificate> signers(TimestampToken token, TrustedAuthority authority)
      throws NotProven {
    List<X509Certificate> found = new ArrayList<>();
    try {
      if (authority.leaf().isPresent()) {
        X509Certificate own = authority.leaf().get();
        if (token.signer().match(new X509CertificateHolder(own.getEncoded()))) {
          found.add(own);
        }
        return found;
      }
      for (X509CertificateHolder each : token.certificates().getMatches(null)) {
        if (!token.signer().match(each)) {
          continue;
        }
        if (found.size() == MAX_CERTIFICATES) {
          throw new NotProven(CHECK, "A timestamp has over 16 certificates of its signer.");
        }
        X509Certificate certificate = new JcaX509CertificateConverter().getCertificate(each);
        if (certificate
            .getIssuerX500Principal()
            .equals(authority.chain().get(0).getSubjectX500Principal())) {
          found.add(certificate);
        }
      }
      return found;
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      throw new NotProven(CHECK, "A certificate in the timestamp cannot be read.");
    }
  }

  private void requireBy(TimestampToken token, X509Certificate certificate)
      throws TSPException, CMSException, OperatorCreationException, GeneralSecurityException {
    if (certificate.getBasicConstraints() >= 0) {
      throw new TSPException("an authority's certificate stamps no time");
    }
    PinnedKey key = PinnedKey.of(certificate.getPublicKey());
    token.requireBy(certificate, verifier.under(key).getProvider());
  }
}
