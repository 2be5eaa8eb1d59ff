package org.stellaops.signer.verify.trust;

import java.util.Set;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.PinnedKey;

/**
 * One transparency or certificate log ({@code sigstore_trustroot.proto}, TransparencyLogInstance).
 *
 * @param baseUrl where it is served; the host of a Rekor v2 log is the origin of its checkpoints
 * @param ids how entries name it: its {@code logId} and, if it is another, its {@code
 *     checkpointKeyId}
 * @param operator who runs it; logs of one operator count once
 */
public record TrustedLog(
    String baseUrl, PinnedKey key, Set<Bytes> ids, ValidityWindow validity, String operator) {

  public TrustedLog {
    ids = Set.copyOf(ids);
  }
}
