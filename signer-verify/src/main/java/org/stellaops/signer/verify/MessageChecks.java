package org.stellaops.signer.verify;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.verify.SignedDocument.Content;

/** Which file a message signature is over. */
final class MessageChecks {

  private MessageChecks() {}

  /**
   * Whether there is something to check the signature over. The digest in a bundle decides nothing,
   * and one that is wrong was edited.
   */
  static boolean isKnown(Content content, @Nullable ArtifactDigests artifact, CheckList checks) {
    if (!(content instanceof Content.Message message)) {
      return true;
    }
    if (artifact == null) {
      checks.unsupported("artifact", "A message signature is over a file: say which one.");
      return false;
    }
    for (Map.Entry<String, String> digest : message.digest().entrySet()) {
      String own = artifact.byAlgorithm().get(digest.getKey());
      if (own == null) {
        checks.notApplicable(
            "message-digest",
            "The bundle has a digest of a kind that there is none to compare with.");
      } else {
        checks.of(
            "message-digest",
            own.equals(digest.getValue()),
            "The digest in the bundle is that of the artifact.",
            "The digest in the bundle is that of another file.");
      }
    }
    return true;
  }
}
