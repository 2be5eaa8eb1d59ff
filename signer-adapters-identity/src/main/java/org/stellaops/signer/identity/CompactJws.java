package org.stellaops.signer.identity;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.SignedTokens.TokenFault;

/**
 * A compact JWS (RFC 7515 §7.1) taken apart, nothing verified. Everything that costs little and
 * needs no key is refused here, before any cryptography.
 *
 * @param header the decoded protected header
 * @param parameters the header as strict JSON
 * @param algorithm the header's {@code alg}, out of the allow-list
 * @param signingInput the ASCII text that is signed
 */
record CompactJws(
    Bytes header,
    JsonNode parameters,
    JwsAlgorithm algorithm,
    Bytes claims,
    Bytes signature,
    Bytes signingInput) {

  static final int MAX_CHARS = 8 * 1024;

  /**
   * What would change how the rest is to be read ({@code crit}, {@code b64}, {@code zip}, {@code
   * enc}), name content that is itself a token ({@code cty}), or point elsewhere for a key.
   */
  private static final List<String> REFUSED_PARAMETERS =
      List.of("crit", "b64", "zip", "enc", "cty", "jku", "x5u");

  static CompactJws parse(String compact) throws TokenFaulted {
    if (compact.length() > MAX_CHARS) {
      throw new TokenFaulted(TokenFault.MALFORMED);
    }
    int first = compact.indexOf('.');
    int second = compact.indexOf('.', first + 1);
    if (first < 0 || second < 0 || compact.indexOf('.', second + 1) >= 0) {
      throw new TokenFaulted(TokenFault.MALFORMED);
    }
    byte[] header = decode(compact.substring(0, first));
    byte[] claims = decode(compact.substring(first + 1, second));
    byte[] signature = decode(compact.substring(second + 1));
    JsonNode parameters =
        StrictObject.read(header).orElseThrow(() -> new TokenFaulted(TokenFault.MALFORMED));
    for (String refused : REFUSED_PARAMETERS) {
      if (parameters.has(refused)) {
        throw new TokenFaulted(TokenFault.HEADER);
      }
    }
    return new CompactJws(
        Bytes.adopt(header),
        parameters,
        algorithm(parameters),
        Bytes.adopt(claims),
        Bytes.adopt(signature),
        Bytes.utf8(compact.substring(0, second)));
  }

  private static JwsAlgorithm algorithm(JsonNode parameters) throws TokenFaulted {
    JsonNode alg = parameters.get("alg");
    if (alg == null || !alg.isTextual()) {
      throw new TokenFaulted(TokenFault.ALGORITHM);
    }
    return JwsAlgorithm.named(alg.textValue())
        .orElseThrow(() -> new TokenFaulted(TokenFault.ALGORITHM));
  }

  private static byte[] decode(String part) throws TokenFaulted {
    try {
      return Bytes.base64Url(part).toByteArray();
    } catch (IllegalArgumentException malformed) {
      throw new TokenFaulted(TokenFault.MALFORMED);
    }
  }
}
