package org.stellaops.signer.core.statement;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.intoto.Subject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.PreAuthEncoding;

/**
 * A request to sign, read: the statement in its final bytes and the small fields beside it.
 *
 * @param message the only thing that is signed: over the statement's RFC 8785 bytes
 * @param predicate the part of those bytes that is the predicate; null if there is none, which
 *     in-toto v1 allows
 * @param proofOfEntitlement the compact JWT, unchecked
 * @param scannerDigest what the body says about the calling scanner's image, or null
 */
public record SignRequest(
    List<Subject> subjects,
    String predicateType,
    PreAuthEncoding message,
    Digest payloadSha256,
    @Nullable Bytes predicate,
    String proofOfEntitlement,
    @Nullable Digest scannerDigest,
    SignOptions options) {

  public SignRequest {
    subjects = List.copyOf(subjects);
  }

  /** The statement's RFC 8785 bytes. */
  public Bytes payload() {
    return message.payload();
  }
}
