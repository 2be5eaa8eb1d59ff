package org.stellaops.signer.core.pipeline;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Thumbprint;
import org.stellaops.signer.ports.PossessionProofs;
import org.stellaops.signer.ports.SignedTokens.TokenFault;

/** Checks ES256 proofs with the P-256 key that each carries. */
final class EmbeddedKeyProofs implements PossessionProofs {

  @Override
  public Reading read(String compact) {
    String[] parts = compact.split("\\.", -1);
    if (parts.length != 3) {
      return new Reading.Unreadable(TokenFault.MALFORMED);
    }
    try {
      Bytes header = IssuerTokens.decoded(parts[0]);
      JsonObject jwk = ((JsonObject) JsonValue.parse(header, JsonLimits.TOKEN)).object("jwk");
      ECPublicKey key = key(jwk.string("x"), jwk.string("y"));
      if (!IssuerTokens.verifies(key, compact, parts)) {
        return new Reading.Unreadable(TokenFault.SIGNATURE);
      }
      String thumbprint = Bytes.utf8(Jwts.jwk(key)).sha256().bytes().base64Url();
      return new Reading.Verified(
          new Thumbprint(thumbprint), header, IssuerTokens.decoded(parts[1]));
    } catch (InvalidJson | GeneralSecurityException e) {
      return new Reading.Unreadable(TokenFault.EMBEDDED_KEY);
    }
  }

  private static ECPublicKey key(String x, String y) throws GeneralSecurityException {
    AlgorithmParameters p256 = AlgorithmParameters.getInstance("EC");
    p256.init(new ECGenParameterSpec("secp256r1"));
    ECPoint point = new ECPoint(coordinate(x), coordinate(y));
    ECPublicKeySpec spec = new ECPublicKeySpec(point, p256.getParameterSpec(ECParameterSpec.class));
    return (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(spec);
  }

  private static BigInteger coordinate(String text) {
    return new BigInteger(1, IssuerTokens.decoded(text).toByteArray());
  }
}
