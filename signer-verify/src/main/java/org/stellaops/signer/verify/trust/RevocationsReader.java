package org.stellaops.signer.verify.trust;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Revocation;
import org.stellaops.signer.model.Revocation.RevokedContent;
import org.stellaops.signer.model.Revocation.RevokedIdentity;
import org.stellaops.signer.model.Revocation.RevokedKey;

/** Reads a document of revocations. */
final class RevocationsReader {

  private static final int MAX_BYTES = 4 << 20;
  private static final int MAX_VALUES = 100_000;
  private static final int MAX_NAME = 2048;
  private static final int MAX_REASON = 200;

  private RevocationsReader() {}

  /** One entry, its time and reason read. */
  private interface Entry<R> {
    R of(JsonObject entry, Instant from, String reason) throws InvalidJson, InvalidTrust;
  }

  static Revocations read(Bytes json) throws InvalidTrust {
    try {
      JsonValue value =
          JsonValue.parse(json, JsonLimits.REQUEST.withMaxBytes(MAX_BYTES), MAX_VALUES);
      if (!(value instanceof JsonObject document)) {
        throw new InvalidTrust("The revocations are an object.");
      }
      document.allowOnly("contents", "identities", "keys", "schema");
      if (!document.string("schema").equals(Revocations.SCHEMA)) {
        throw new InvalidTrust("The schema of the revocations is not " + Revocations.SCHEMA + ".");
      }
      return new Revocations(
          list(document, "keys", RevocationsReader::key, "id"),
          list(document, "identities", RevocationsReader::identity, "issuer", "subject"),
          list(document, "contents", RevocationsReader::content, "paeDigest"));
    } catch (InvalidJson e) {
      throw new InvalidTrust("The revocations are not as they should be: " + e.getMessage() + ".");
    }
  }

  /** What a published list of keys revokes beside keys. */
  static List<Revocation> beside(JsonObject document) throws InvalidJson, InvalidTrust {
    List<Revocation> all = new ArrayList<>();
    all.addAll(
        list(document, "revokedIdentities", RevocationsReader::identity, "issuer", "subject"));
    all.addAll(list(document, "revokedContents", RevocationsReader::content, "paeDigest"));
    return all;
  }

  private static <R> List<R> list(
      JsonObject document, String name, Entry<R> reading, String... targets)
      throws InvalidJson, InvalidTrust {
    List<R> all = new ArrayList<>();
    if (!document.has(name)) {
      return all;
    }
    for (JsonObject entry : document.array(name).objects()) {
      String[] members = new String[targets.length + 2];
      System.arraycopy(targets, 0, members, 0, targets.length);
      members[targets.length] = "from";
      members[targets.length + 1] = "reason";
      entry.allowOnly(members);
      String reason = text(entry, "reason", MAX_REASON);
      all.add(reading.of(entry, TrustTimes.read(entry.string("from")), reason));
    }
    return all;
  }

  private static RevokedKey key(JsonObject entry, Instant from, String reason)
      throws InvalidJson, InvalidTrust {
    return new RevokedKey(digest(entry, "id"), from, reason);
  }

  private static RevokedIdentity identity(JsonObject entry, Instant from, String reason)
      throws InvalidJson, InvalidTrust {
    return new RevokedIdentity(
        text(entry, "issuer", MAX_NAME), text(entry, "subject", MAX_NAME), from, reason);
  }

  private static RevokedContent content(JsonObject entry, Instant from, String reason)
      throws InvalidJson, InvalidTrust {
    return new RevokedContent(digest(entry, "paeDigest"), from, reason);
  }

  private static String text(JsonObject entry, String name, int most)
      throws InvalidJson, InvalidTrust {
    String text = entry.string(name);
    if (text.isEmpty() || text.length() > most) {
      throw new InvalidTrust(entry.pathOf(name) + " is empty or has over " + most + " characters.");
    }
    return text;
  }

  private static Digest digest(JsonObject entry, String name) throws InvalidJson, InvalidTrust {
    try {
      return Digest.parse(entry.string(name));
    } catch (IllegalArgumentException e) {
      throw new InvalidTrust(entry.pathOf(name) + " is not sha256: and 64 lower-case hex digits.");
    }
  }
}
