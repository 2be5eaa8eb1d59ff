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
import org.stellaops.signer.verify.ArtifactDigests;
import org.stellaops.signer.verify.BundleVerification;
import org.stellaops.signer.verify.Expectations;
import org.stellaops.signer.verify.MaterialTrust;
import org.stellaops.signer.verify.TrustedSigners;
import org.stellaops.signer.verify.kit.VerifiedKit;
import org.stellaops.signer.verify.trust.Revocations;
import org.stellaops.signer.verify.trust.TrustDocumentKeys;
import org.stellaops.signer.verify.trust.TrustedRoot;
import org.stellaops.signer.verify.trust.WindowedKey;

/**
 * What {@code stella verify} is asked, as its options were given.
 *
 * @param threshold null if none was given, which means one
 * @param algorithm null if none was given: each key has that of its kind
 * @param kit the Offline Kit that says what is trusted; null for none
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
    @Nullable KitRequest kit,
    boolean json) {

  /** What is looked for in every document. */
  record Wanted(
      TrustedSigners trusted,
      Expectations expected,
      Optional<MaterialTrust> material,
      Optional<Revocations> revoked) {

    /** A verification of many documents. */
    BundleVerification verification() {
      return honouring(
          material.map(BundleVerification::trusting).orElseGet(BundleVerification::strict));
    }

    /** The same that counts nothing of what is revoked, if that is known. */
    BundleVerification honouring(BundleVerification verification) {
      return revoked.map(verification::honouring).orElse(verification);
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
    if (keys.isEmpty() && trust.published() == null && !trust.namesIdentity() && kit == null) {
      throw CommandFailed.usage(
          "say whose signature counts: --key FILE, --trust FILE, --certificate-identity with"
              + " --certificate-oidc-issuer and --trusted-root, or --kit FILE");
    }
    if (!keys.isEmpty() && trust.published() != null) {
      throw CommandFailed.usage("give --key or --trust, not both: --trust has the keys");
    }
    trust.requireWhole(kit != null);
    String predicateType = type == null ? null : PredicateTypes.of(type);
    List<Path> read = new ArrayList<>(documents);
    read.addAll(keys);
    read.addAll(trust.roots());
    if (artifact != null) {
      read.add(artifact);
    }
    if (trust.published() != null) {
      read.add(trust.published());
    }
    if (kit != null) {
      read.addAll(kit.files());
    }
    LocalFile.requireReadOnce(read);
    if (kit != null) {
      return wanted(KitWords.require(kit, new Terminal(json)), predicateType);
    }
    Optional<TrustDocumentKeys> published = trust.publishedKeys();
    return published.isPresent()
        ? wanted(published.get(), predicateType)
        : wantedByFiles(predicateType);
  }

  private Wanted wantedByFiles(@Nullable String predicateType) {
    NamedKeys named = NamedKeys.read(keys, algorithm, new Terminal(json));
    Revocations revoked = named.revocations();
    return new Wanted(
        signers(named.keys().stream().map(WindowedKey::always).toList()),
        new Expectations(expectedArtifact(), predicateType),
        trust.material(),
        revoked.equals(Revocations.none()) ? Optional.empty() : Optional.of(revoked));
  }

  /** By what a service publishes: its keys, unless certificates were asked for. */
  private Wanted wanted(TrustDocumentKeys published, @Nullable String predicateType) {
    List<WindowedKey> trusted = trust.namesIdentity() ? List.of() : published.keys();
    if (trusted.isEmpty() && !trust.namesIdentity()) {
      throw CommandFailed.usage("--trust: " + trust.published() + " has no key that ever signed");
    }
    return new Wanted(
        signers(trusted),
        new Expectations(expectedArtifact(), predicateType),
        // An empty root knows at least what time it is, by which the validity of keys is told.
        trust.material().or(() -> Optional.of(trust.material(TrustedRoot.empty()))),
        Optional.of(published.revocations()));
  }

  /** By what a kit says: its keys, unless some of them or certificates were asked for. */
  private Wanted wanted(VerifiedKit verified, @Nullable String predicateType) {
    List<WindowedKey> trusted = verified.keys();
    Revocations revoked = verified.revocations();
    if (!keys.isEmpty()) {
      NamedKeys named = NamedKeys.read(keys, algorithm, new Terminal(json));
      trusted = KitWords.of(verified, named.keys());
      revoked = revoked.and(named.revocations());
    } else if (trust.namesIdentity()) {
      trusted = List.of();
    }
    try {
      return new Wanted(
          new TrustedSigners(trusted, trust.identities(), threshold == null ? 1 : threshold),
          new Expectations(expectedArtifact(), predicateType),
          Optional.of(trust.material(verified.root())),
          Optional.of(revoked));
    } catch (IllegalArgumentException e) {
      throw trusted.isEmpty() && !trust.namesIdentity()
          ? CommandFailed.usage(
              "the kit has no key: say whose certificates count, by --certificate-identity and"
                  + " --certificate-oidc-issuer",
              e)
          : CommandFailed.usage("--threshold: " + e.getMessage(), e);
    }
  }

  private TrustedSigners signers(List<WindowedKey> trusted) {
    try {
      return new TrustedSigners(trusted, trust.identities(), threshold == null ? 1 : threshold);
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
