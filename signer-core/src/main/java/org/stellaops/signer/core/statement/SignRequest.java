package org.stellaops.signer.core.statement;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.intoto.Subject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.Signable;

/**
 * A request to sign, read: the statement in its final bytes and the small fields beside it.
 *
 * @param predicateType by which policy and keys know it; of an export {@link DocumentTypes#EXPORT}
 * @param message what is signed: over the statement's RFC 8785 bytes, or an export's manifest
 * @param predicate the part of those bytes that is the predicate; null if there is none, which
 *     in-toto v1 allows
 * @param proofOfEntitlement the compact JWT, unchecked; null where none was sent
 * @param scannerDigest what the body says about the calling scanner's image, or null
 * @param scannerIndex the index that the body says lists that image, or null
 * @param export the documents of an export; null for a statement
 */
public record SignRequest(
    List<Subject> subjects,
    String predicateType,
    PreAuthEncoding message,
    Digest payloadSha256,
    @Nullable Bytes predicate,
    @Nullable String proofOfEntitlement,
    @Nullable Digest scannerDigest,
    @Nullable Digest scannerIndex,
    SignOptions options,
    @Nullable ComposedExport export) {

  public SignRequest {
    subjects = List.copyOf(subjects);
  }

  /** The RFC 8785 bytes of the statement, or of an export's manifest. */
  public Bytes payload() {
    return message.payload();
  }

  /** All that each key signs: one message for a statement, four for an export. */
  public List<Signable> messages() {
    return export == null ? List.of(message) : export.messages();
  }

  /** Bytes of what is signed, each document once. */
  public long signedBytes() {
    return export == null ? payload().size() : export.size();
  }
}
