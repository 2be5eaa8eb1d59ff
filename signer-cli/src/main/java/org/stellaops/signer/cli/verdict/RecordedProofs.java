package org.stellaops.signer.cli.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonArray;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.json.securitykey.SecurityKeyProof;
import org.stellaops.signer.model.Bytes;

/** Finds what security keys signed in records of the service. */
public final class RecordedProofs {

  private static final JsonLimits LIMITS = JsonLimits.REQUEST.withMaxBytes(64 << 20);
  private static final int MAX_VALUES = 1 << 20;

  private RecordedProofs() {}

  /**
   * The proofs in an answer about approvals or security keys, in audit records, or the one that the
   * document is.
   *
   * @return empty where the document is none of these
   */
  public static Optional<List<SecurityKeyProof>> of(Bytes document) {
    try {
      if (!(JsonValue.parse(document, LIMITS, MAX_VALUES) instanceof JsonObject root)
          || root.has("payload")
          || root.has("mediaType")) {
        return Optional.empty();
      }
      List<SecurityKeyProof> found = new ArrayList<>();
      collect(root, found);
      return Optional.of(found);
    } catch (InvalidJson e) {
      throw CommandFailed.usage("the file is not as it should be: " + e.getMessage(), e);
    }
  }

  private static void collect(JsonObject object, List<SecurityKeyProof> found) throws InvalidJson {
    if (SecurityKeyProof.SCHEMA.equals(text(object, "schema"))) {
      found.add(SecurityKeyProof.read(object));
      return;
    }
    for (JsonValue member : object.members().values()) {
      if (member instanceof JsonObject inner) {
        collect(inner, found);
      } else if (member instanceof JsonArray array) {
        for (JsonValue element : array.values()) {
          if (element instanceof JsonObject inner) {
            collect(inner, found);
          }
        }
      }
    }
  }

  private static String text(JsonObject object, String name) {
    try {
      return object.optionalString(name).orElse("");
    } catch (InvalidJson another) {
      return "";
    }
  }
}
