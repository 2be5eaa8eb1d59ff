package org.stellaops.signer.identity;

import java.util.List;
import org.stellaops.signer.json.CompactForm;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.json.JsonValue;
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
    JsonObject parameters,
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
    CompactForm form =
        CompactForm.read(compact, MAX_CHARS)
            .orElseThrow(() -> new TokenFaulted(TokenFault.MALFORMED));
    JsonObject parameters = object(form.header());
    for (String refused : REFUSED_PARAMETERS) {
      if (parameters.has(refused)) {
        throw new TokenFaulted(TokenFault.HEADER);
      }
    }
    return new CompactJws(
        form.header(),
        parameters,
        algorithm(parameters),
        form.claims(),
        form.signature(),
        form.signingInput());
  }

  /** A header or claims as strict JSON. */
  static JsonObject object(Bytes text) throws TokenFaulted {
    try {
      if (JsonValue.parse(text, JsonLimits.TOKEN) instanceof JsonObject object) {
        return object;
      }
      throw new TokenFaulted(TokenFault.MALFORMED);
    } catch (InvalidJson e) {
      throw new TokenFaulted(TokenFault.MALFORMED);
    }
  }

  private static JwsAlgorithm algorithm(JsonObject parameters) throws TokenFaulted {
    String name =
        parameters.member("alg").orElse(null) instanceof JsonString(String text) ? text : "";
    return JwsAlgorithm.named(name).orElseThrow(() -> new TokenFaulted(TokenFault.ALGORITHM));
  }
}
