package org.stellaops.signer.verify.material;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.RawObject;
import org.stellaops.signer.model.Bytes;

/** Reads {@code TransparencyLogEntry} of {@code sigstore_rekor.proto} in protobuf's JSON. */
public final class LogEntryReader {

  private static final int MAX_HASHES = 64;
  private static final int MAX_TEXT_BYTES = 1024;
  private static final int MAX_CHECKPOINT_BYTES = 128 << 10;

  private LogEntryReader() {}

  /**
   * Reads one entry.
   *
   * @throws NotProven an integer of it cannot be what it says
   */
  public static LogEntry read(RawObject entry) throws InvalidJson, NotProven {
    entry.allowOnlyFields(
        "logIndex",
        "logId",
        "kindVersion",
        "integratedTime",
        "inclusionPromise",
        "inclusionProof",
        "canonicalizedBody");
    RawObject kind = entry.requiredField("kindVersion").object();
    kind.allowOnlyFields("kind", "version");
    RawObject logId = entry.requiredField("logId").object().allowOnlyFields("keyId");
    Optional<RawObject.Member> proof = entry.field("inclusionProof");
    return new LogEntry(
        natural(entry, "logIndex"),
        logId.requiredField("keyId").base64(),
        kind.requiredField("kind").string(MAX_TEXT_BYTES),
        kind.requiredField("version").string(MAX_TEXT_BYTES),
        natural(entry, "integratedTime"),
        promise(entry),
        proof.isPresent() ? Optional.of(proof(proof.get().object())) : Optional.empty(),
        entry.requiredField("canonicalizedBody").base64());
  }

  private static Optional<Bytes> promise(RawObject entry) throws InvalidJson {
    Optional<RawObject.Member> promise = entry.field("inclusionPromise");
    if (promise.isEmpty()) {
      return Optional.empty();
    }
    RawObject signed = promise.get().object().allowOnlyFields("signedEntryTimestamp");
    Bytes timestamp = signed.requiredField("signedEntryTimestamp").base64();
    return timestamp.isEmpty() ? Optional.empty() : Optional.of(timestamp);
  }

  private static LogEntry.Proof proof(RawObject proof) throws InvalidJson, NotProven {
    proof.allowOnlyFields("logIndex", "rootHash", "treeSize", "hashes", "checkpoint");
    List<Bytes> hashes = new ArrayList<>();
    Optional<RawObject.Member> list = proof.field("hashes");
    if (list.isPresent()) {
      for (RawObject.Member hash : list.get().elements(MAX_HASHES)) {
        hashes.add(hash.base64());
      }
    }
    Optional<RawObject.Member> checkpoint = proof.field("checkpoint");
    String note = "";
    if (checkpoint.isPresent()) {
      RawObject envelope = checkpoint.get().object().allowOnlyFields("envelope");
      note = envelope.requiredField("envelope").string(MAX_CHECKPOINT_BYTES);
    }
    return new LogEntry.Proof(
        natural(proof, "logIndex"),
        natural(proof, "treeSize"),
        proof.requiredField("rootHash").base64(),
        hashes,
        note);
  }

  /** An integer that is 0 when it is absent, as protobuf has it, and never negative. */
  private static long natural(RawObject object, String name) throws InvalidJson, NotProven {
    Optional<RawObject.Member> member = object.field(name);
    long value = member.isPresent() ? member.get().int64() : 0;
    if (value < 0) {
      throw new NotProven(LogEntryVerifier.CHECK, "An index, size or time is negative.");
    }
    return value;
  }
}
