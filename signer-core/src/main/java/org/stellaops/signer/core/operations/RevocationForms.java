package org.stellaops.signer.core.operations;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Revocation;
import org.stellaops.signer.model.Revocation.RevokedContent;
import org.stellaops.signer.model.Revocation.RevokedIdentity;
import org.stellaops.signer.model.Revocation.RevokedKey;

/**
 * What is revoked as the trust document has it. Of a key that is revoked twice the earlier instant
 * holds. Lists of identities and contents are there only where something is in them.
 */
final class RevocationForms {

  private final Map<Digest, Instant> keys = new TreeMap<>();
  private final List<CanonicalWriter> identities = new ArrayList<>();
  private final List<CanonicalWriter> contents = new ArrayList<>();

  /**
   * @param configured each thing once, in the order in which it is told
   */
  RevocationForms(List<Revocation> configured) {
    for (Revocation each : configured) {
      switch (each) {
        case RevokedKey key -> addKey(key.fingerprint(), key.from());
        case RevokedIdentity identity ->
            identities.add(
                form(identity)
                    .string("issuer", identity.issuer())
                    .string("subject", identity.subject()));
        case RevokedContent content ->
            contents.add(form(content).string("paeDigest", content.paeDigest().toString()));
      }
    }
  }

  private static CanonicalWriter form(Revocation revocation) {
    return CanonicalWriter.object()
        .time("from", revocation.from())
        .string("reason", revocation.reason());
  }

  void addKey(Digest fingerprint, Instant from) {
    keys.merge(fingerprint, from, (one, other) -> one.isBefore(other) ? one : other);
  }

  CanonicalWriter into(CanonicalWriter document) {
    document.objects(
        "revocations",
        keys.entrySet().stream()
            .map(each ->
                CanonicalWriter.object()
                    .time("from", each.getValue())
                    .string("id", each.getKey().toString()))
            .toList());
    if (!identities.isEmpty()) {
      document.objects("revokedIdentities", identities);
    }
    if (!contents.isEmpty()) {
      document.objects("revokedContents", contents);
    }
    return document;
  }
}
