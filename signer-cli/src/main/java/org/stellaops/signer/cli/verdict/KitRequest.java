package org.stellaops.signer.cli.verdict;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.files.KitStateFile;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.FailureCode;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.verify.BundleVerification;
import org.stellaops.signer.verify.ExpectedIdentity;
import org.stellaops.signer.verify.MaterialTrust;
import org.stellaops.signer.verify.Requirements;
import org.stellaops.signer.verify.TrustedSigners;
import org.stellaops.signer.verify.kit.InvalidKit;
import org.stellaops.signer.verify.kit.KitContents;
import org.stellaops.signer.verify.kit.KitPaths;
import org.stellaops.signer.verify.kit.KitVerdict;
import org.stellaops.signer.verify.kit.KitVerification;
import org.stellaops.signer.verify.trust.InvalidTrust;
import org.stellaops.signer.verify.trust.TrustDocumentKeys;
import org.stellaops.signer.verify.trust.TrustedRoot;
import org.stellaops.signer.verify.trust.WindowedKey;

/**
 * Which kit is to be used, and who may have signed it.
 *
 * @param keys each the file of a public key, or the fingerprint of a key that the kit has
 * @param identity of a certificate that may have signed it, with its {@code issuer}; null for none
 * @param trustedRoots what such a certificate is checked against, since a kit cannot vouch for
 *     itself
 * @param state null for the person's own
 */
public record KitRequest(
    Path kit,
    List<String> keys,
    @Nullable String identity,
    @Nullable String issuer,
    List<Path> trustedRoots,
    @Nullable Path state,
    boolean acceptStale) {

  private static final String FINGERPRINT = "sha256:";

  public KitRequest {
    keys = List.copyOf(keys);
    trustedRoots = List.copyOf(trustedRoots);
  }

  /** Every file that is read. */
  List<Path> files() {
    List<Path> files = new ArrayList<>(trustedRoots);
    files.add(kit);
    keys.stream().filter(key -> !key.startsWith(FINGERPRINT)).map(Path::of).forEach(files::add);
    return files;
  }

  /** Verifies the kit, and remembers that it was seen. */
  KitVerdict verify() {
    requireSomebody();
    Bytes archive = LocalFile.readKit(kit);
    TrustedSigners signers = signers(archive);
    InstantSource clock = InstantSource.system();
    BundleVerification verification =
        trustedRoots.isEmpty()
            ? BundleVerification.strict()
            : BundleVerification.trusting(new MaterialTrust(root(), Requirements.NONE, clock));
    KitVerification all = new KitVerification(verification, signers, clock);
    KitVerification asked = acceptStale ? all.acceptingStale() : all;
    return new KitStateFile(state).verify(seen -> asked.verify(archive, seen));
  }

  private void requireSomebody() {
    if ((identity == null) != (issuer == null)) {
      throw CommandFailed.usage(
          "an identity has two names: --kit-identity and --kit-issuer go together");
    }
    if (keys.isEmpty() && identity == null) {
      throw CommandFailed.usage(
          "say who may have signed the kit: --kit-key FILE, or --kit-identity and --kit-issuer with"
              + " --kit-trusted-root");
    }
    if (identity != null && trustedRoots.isEmpty()) {
      throw CommandFailed.usage(
          "the certificate that signed a kit is checked against what you trust already:"
              + " --kit-trusted-root FILE");
    }
  }

  private TrustedSigners signers(Bytes archive) {
    List<WindowedKey> trusted = new ArrayList<>();
    for (String key : keys) {
      PinnedKey read =
          key.startsWith(FINGERPRINT) ? inKit(archive, key) : LocalFile.publicKey(Path.of(key));
      trusted.add(WindowedKey.always(read));
    }
    List<ExpectedIdentity> identities = new ArrayList<>();
    if (identity != null && issuer != null) {
      try {
        identities.add(ExpectedIdentity.exactly(issuer, identity));
      } catch (IllegalArgumentException e) {
        throw CommandFailed.usage("--kit-identity and --kit-issuer: " + e.getMessage(), e);
      }
    }
    return new TrustedSigners(trusted, identities, 1);
  }

  /** The key of this fingerprint, by which it is known whoever wrote it down. */
  private static PinnedKey inKit(Bytes archive, String text) {
    Digest fingerprint;
    try {
      fingerprint = Digest.parse(text);
    } catch (IllegalArgumentException e) {
      throw CommandFailed.usage("--kit-key: " + e.getMessage(), e);
    }
    Optional<PinnedKey> found = Optional.empty();
    try {
      Bytes listed = KitContents.read(archive).files().get(KitPaths.KEYS);
      if (listed != null) {
        found =
            TrustDocumentKeys.parse(listed).keys().stream()
                .map(WindowedKey::key)
                .filter(key -> key.fingerprint().equals(fingerprint))
                .findFirst();
      }
    } catch (InvalidKit | InvalidTrust e) {
      throw notVerified(String.valueOf(e.getMessage()), e);
    }
    return found.orElseThrow(() ->
        CommandFailed.usage(
            "--kit-key: the kit has no key "
                + text
                + ", and a fingerprint alone verifies nothing: give the key's file"));
  }

  static CommandFailed notVerified(String why, @Nullable Throwable cause) {
    return new CommandFailed(FailureCode.NOT_VERIFIED, "the kit is not verified: " + why, cause);
  }

  private TrustedRoot root() {
    List<TrustedRoot> roots = new ArrayList<>();
    for (Path file : trustedRoots) {
      try {
        roots.add(TrustedRoot.parse(LocalFile.read(file)));
      } catch (InvalidTrust e) {
        throw CommandFailed.usage("--kit-trusted-root: " + file + ": " + e.getMessage(), e);
      }
    }
    return TrustedRoot.merge(roots);
  }
}
