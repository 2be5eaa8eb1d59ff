package org.stellaops.signer.cli.verdict;

import java.util.Optional;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.verify.trust.InvalidTrust;
import org.stellaops.signer.verify.trust.Revocations;
import org.stellaops.signer.verify.trust.TrustDocumentKeys;

/** What a list of keys revokes beside the keys in it: other keys, identities and content. */
final class PublishedRevocations {

  private PublishedRevocations() {}

  /**
   * Of what a service publishes; empty for another list of keys, which revokes nothing.
   *
   * @throws CommandFailed it cannot be read whole: it may revoke more than is known here
   */
  static Optional<Revocations> of(Bytes list) {
    try {
      return isPublished(list)
          ? Optional.of(TrustDocumentKeys.parse(list).revocations())
          : Optional.empty();
    } catch (InvalidJson | InvalidTrust e) {
      throw CommandFailed.usage("--key: the list of keys cannot be read: " + e.getMessage(), e);
    }
  }

  private static boolean isPublished(Bytes list) throws InvalidJson {
    return JsonValue.parse(list, JsonLimits.REQUEST.withMaxBytes(list.size()))
            instanceof JsonObject document
        && document.optionalString("schema").filter(TrustDocumentKeys.SCHEMA::equals).isPresent();
  }
}
