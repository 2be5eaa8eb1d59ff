package org.stellaops.signer.bootstrap;

import java.time.InstantSource;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Thumbprint;
import org.stellaops.signer.ports.PossessionProofs;

/** Takes whoever holds a token for the owner of the key that it is bound to; for one rehearsal. */
final class AssumedPossession implements PossessionProofs {

  private static final Thumbprint NONE = new Thumbprint("0".repeat(43));

  private final PresentedToken token;
  private Bytes claims = Bytes.utf8("{}");

  AssumedPossession(PresentedToken token) {
    this.token = token;
  }

  /** What stands for a proof of this request. */
  String proof(String method, String url, String compact, String nonce) {
    claims =
        CanonicalWriter.object()
            .string("ath", Bytes.utf8(compact).sha256().bytes().base64Url())
            .string("htm", method)
            .string("htu", url)
            .number("iat", InstantSource.system().instant().getEpochSecond())
            .string("jti", "rehearsal")
            .string("nonce", nonce)
            .bytes();
    return "e30.e30.e30";
  }

  @Override
  public Reading read(String compact) {
    return new Reading.Verified(
        token.key().orElse(NONE), Bytes.utf8("{\"typ\":\"dpop+jwt\"}"), claims);
  }
}
