package org.stellaops.signer.core.intake;

import java.util.Optional;
import java.util.stream.Stream;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.SealStore.Act;

/**
 * The body of a request by which a person acts on the service: a JSON object that says why.
 *
 * @param reason in the person's own words, 1 to {@value Act#LONGEST_REASON} printable characters
 * @param members all of the body
 */
public record ActBody(String reason, JsonObject members) {

  /**
   * Reads a body.
   *
   * @param others members that it may have besides {@code reason}
   * @return empty for anything else
   */
  public static Optional<ActBody> read(Bytes body, String... others) {
    try {
      if (JsonValue.parse(body, JsonLimits.TOKEN) instanceof JsonObject object) {
        String reason =
            object
                .allowOnly(
                    Stream.concat(Stream.of("reason"), Stream.of(others)).toArray(String[]::new))
                .string("reason");
        return Act.isReason(reason) ? Optional.of(new ActBody(reason, object)) : Optional.empty();
      }
      return Optional.empty();
    } catch (InvalidJson malformed) {
      return Optional.empty();
    }
  }
}
