package org.stellaops.signer.cli.verdict;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.client.OptionValue;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.Terminal;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.verify.ArtifactDigests;
import org.stellaops.signer.verify.BundleVerification;
import org.stellaops.signer.verify.Expectations;
import org.stellaops.signer.verify.MaterialTrust;
import org.stellaops.signer.verify.TrustedSigners;
import org.stellaops.signer.verify.trust.WindowedKey;

/**
 * What {@code stella verify} is asked, as its options were given.
 *
 * @param threshold null if none was given, which means one
 * @param algorithm null if none was given: each key has that of its kind
 */
public record VerifyRequest(
    List<Path> documents,
    List<Path> keys,
    @Nullable Integer threshold,
    @Nullable Path artifact,
    @Nullable String digest,
    boolean requireArtifact,
    @Nullable String type,
    @Nullable String algorithm,
    TrustRequest trust,
    boolean json) {

  /** What is looked for in every document. */
  record Wanted(TrustedSigners trusted, Expectations expected, Optional<MaterialTrust> material) {

    /** A verification of many documents. */
    BundleVerification verification() {
      return material.map(BundleVerification::trusting).orElseGet(BundleVerification::strict);
    }
  }

  /**
   * Whether each document is verified on its own: several without a threshold, or a directory. A
   * threshold over files counts the signatures of all of them together.
   */
  boolean each() {
    return (documents.size() > 1 && threshold == null)
        || documents.stream().anyMatch(NamedDocuments::isDirectory);
  }

  boolean comparesArtifact() {
    return artifact != null || digest != null;
  }

  /** Reads the keys and the artifact; what is wrong with the options is said before that. */
  Wanted wanted() {
    if (artifact != null && digest != null) {
      throw CommandFailed.usage("give --artifact or --digest, not both");
    }
    if (requireArtifact && !comparesArtifact()) {
      throw CommandFailed.usage("give --artifact or --digest: --require-artifact asks for one");
    }
    if (keys.isEmpty() && !trust.namesIdentity()) {
      throw CommandFailed.usage(
          "say whose signature counts: --key FILE, or --certificate-identity with"
              + " --certificate-oidc-issuer and --trusted-root");
    }
    trust.requireWhole();
    String predicateType = type == null ? null : PredicateTypes.of(type);
    List<Path> read = new ArrayList<>(documents);
    read.addAll(keys);
    read.addAll(trust.roots());
    if (artifact != null) {
      read.add(artifact);
    }
    LocalFile.requireReadOnce(read);
    TrustedSigners trusted = trusted();
    return new Wanted(
        trusted, new Expectations(expectedArtifact(), predicateType), trust.material());
  }

  private TrustedSigners trusted() {
    List<PinnedKey> read = NamedKeys.read(keys, algorithm, new Terminal(json));
    try {
      return new TrustedSigners(
          read.stream().map(WindowedKey::always).toList(),
          trust.identities(),
          threshold == null ? 1 : threshold);
    } catch (IllegalArgumentException e) {
      throw CommandFailed.usage("--threshold: " + e.getMessage(), e);
    }
  }

  private @Nullable ArtifactDigests expectedArtifact() {
    if (artifact != null) {
      return LocalFile.digests(artifact);
    }
    return digest == null ? null : OptionValue.artifact("--digest", digest);
  }
}
