package org.stellaops.signer.tuf;

import dev.sigstore.json.JsonParseException;
import dev.sigstore.json.canonicalizer.JsonCanonicalizer;
import dev.sigstore.tuf.encryption.Verifiers;
import dev.sigstore.tuf.model.Key;
import dev.sigstore.tuf.model.Root;
import dev.sigstore.tuf.model.RootMeta;
import dev.sigstore.tuf.model.RootRole;
import dev.sigstore.tuf.model.Signature;
import dev.sigstore.tuf.model.SignedTufMeta;
import dev.sigstore.tuf.model.TufMeta;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.tuf.TufOutcome.Problem;

/**
 * Signatures that the library does not look at: those of delegated roles, and those of the root's
 * roles that were kept in an earlier update. Canonical form and signature algorithms are the
 * library's.
 */
final class SignedMetadata {

  private SignedMetadata() {}

  static String tooFew(String file, int good, int wanted) {
    return file + " has too few signatures: " + good + " that count, of " + wanted + " wanted";
  }

  static String twice(String file, String keyid) {
    return file + " has two signatures of the key " + keyid;
  }

  /** Whether as many keys of a root's role signed metadata as this root wants. */
  static boolean isSigned(SignedTufMeta<? extends TufMeta> metadata, String role, Root root)
      throws JsonParseException, IOException {
    RootMeta by = root.getSignedMeta();
    RootRole wanted = by.getRoles().get(role);
    if (wanted == null) {
      return false;
    }
    byte[] signed = metadata.getCanonicalSignedBytes();
    Set<String> signers = new HashSet<>();
    for (Signature signature : metadata.getSignatures()) {
      Key key = by.getKeys().get(signature.getKeyId());
      if (key != null
          && wanted.getKeyids().contains(signature.getKeyId())
          && isGood(key, signed, signature.getSignature())) {
        signers.add(signature.getKeyId());
      }
    }
    return signers.size() >= wanted.getThreshold();
  }

  /**
   * Refuses metadata that fewer keys of the delegation signed than it wants.
   *
   * @throws InvalidJson they have not the form of signed metadata
   */
  static void require(String file, Bytes content, DelegatedRole role) throws InvalidJson {
    Map<String, Key> keys = role.keys();
    RootRules.requireKeys(role.by(), role.name(), role.threshold(), role.keyids(), keys);
    MetadataFiles.requireVersion(file, content);
    byte[] signed = canonical(file, content);
    Set<String> signers = new HashSet<>();
    int good = 0;
    for (JsonObject signature :
        JsonObject.parse(content, MetadataFiles.LIMITS).array("signatures").objects()) {
      String keyid = signature.string("keyid");
      Key key = keys.get(keyid);
      if (key == null) {
        continue;
      }
      if (!signers.add(keyid)) {
        throw new UpdateRefused(Problem.SIGNATURES, twice(file, keyid));
      }
      if (isGood(key, signed, signature.string("sig"))) {
        good++;
      }
    }
    if (good < role.threshold()) {
      throw new UpdateRefused(Problem.SIGNATURES, tooFew(file, good, role.threshold()));
    }
  }

  private static byte[] canonical(String file, Bytes content) throws InvalidJson {
    String signed = StrictJson.raw(content, MetadataFiles.LIMITS).required("signed").text().utf8();
    try {
      return new JsonCanonicalizer(signed).getEncodedUTF8();
    } catch (IOException e) {
      throw new UpdateRefused(Problem.MALFORMED, file + " has no canonical form", e);
    }
  }

  /** A key or signature that cannot be read is one that does not count. */
  private static boolean isGood(Key key, byte[] signed, String hex) {
    if (KeyComparison.isUnreadable(key)) {
      return false;
    }
    try {
      return Verifiers.newVerifier(key).verify(signed, HexFormat.of().parseHex(hex));
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      return false;
    }
  }
}
