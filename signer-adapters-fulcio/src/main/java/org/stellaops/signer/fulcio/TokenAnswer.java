package org.stellaops.signer.fulcio;

import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.outbound.HttpAnswer;
import org.stellaops.signer.outbound.InterruptibleExchange;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

/** Asks somebody for a token over HTTP, and reads it out of one member of a JSON answer. */
final class TokenAnswer {

  static final int MAX_BYTES = 32 << 10;

  private static final JsonLimits LIMITS = JsonLimits.REQUEST.withMaxBytes(MAX_BYTES);
  private static final Pattern ERROR_CODE = Pattern.compile("[a-z_]{1,40}");

  private TokenAnswer() {}

  interface Exchange {
    HttpAnswer run() throws IOException;
  }

  /**
   * Asks and reads.
   *
   * @param who is asked, at the beginning of messages
   * @throws BackendRefused status 400 to 403, or a token that is none
   * @throws DependencyUnavailable {@link Dependency#IDENTITY_TOKENS}, anything else
   */
  static IdentityToken ask(String who, String member, Exchange exchange) {
    HttpAnswer answer;
    try {
      answer = InterruptibleExchange.run("identity token", exchange::run);
    } catch (IOException e) {
      throw new DependencyUnavailable(Dependency.IDENTITY_TOKENS, false, who + ": no answer", e);
    }
    if (answer.status() == 429) {
      throw DependencyUnavailable.busy(
          Dependency.IDENTITY_TOKENS, who + ": it has no room", new IOException("status 429"));
    }
    if (answer.status() == 400 || answer.status() == 401 || answer.status() == 403) {
      throw new BackendRefused(
          who + " refuses us: status " + answer.status() + errorCode(answer.body()));
    }
    if (answer.status() != 200 || answer.overBound()) {
      throw unusable(who, answer.overBound() ? "it is too long" : "status " + answer.status());
    }
    try {
      return IdentityToken.parse(object(answer.body()).string(member));
    } catch (InvalidJson e) {
      throw unusable(who, "it has no " + member);
    } catch (IllegalArgumentException e) {
      throw new BackendRefused("the token of " + who + ": " + e.getMessage(), e);
    }
  }

  private static DependencyUnavailable unusable(String who, String why) {
    return new DependencyUnavailable(
        Dependency.IDENTITY_TOKENS, false, who + ": no usable answer: " + why);
  }

  private static JsonObject object(Bytes json) throws InvalidJson {
    return JsonValue.parse(json, LIMITS) instanceof JsonObject object
        ? object
        : JsonObject.of(Map.of());
  }

  /** The code of RFC 6749 §5.2, which names no secret. */
  private static String errorCode(Bytes json) {
    try {
      return object(json).member("error").orElse(null) instanceof JsonString(String code)
              && ERROR_CODE.matcher(code).matches()
          ? ", " + code
          : "";
    } catch (InvalidJson e) {
      return "";
    }
  }
}
