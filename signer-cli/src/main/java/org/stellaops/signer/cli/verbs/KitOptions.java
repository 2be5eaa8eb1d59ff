package org.stellaops.signer.cli.verbs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.verdict.KitRequest;
import picocli.CommandLine.Option;

/** Who may have signed a kit, and what is remembered of kits. */
final class KitOptions {

  @Option(
      names = "--kit-key",
      paramLabel = "FILE|sha256:HEX",
      description =
          "the public key that signed the kit, or the fingerprint of one that is in it; may be"
              + " repeated, for each that may")
  private List<String> keys = new ArrayList<>();

  @Option(
      names = "--kit-identity",
      paramLabel = "SUBJECT",
      description = "the identity whose certificate signed the kit, exactly (with --kit-issuer)")
  private @Nullable String identity;

  @Option(
      names = "--kit-issuer",
      paramLabel = "ISSUER",
      description = "who vouches for --kit-identity, exactly")
  private @Nullable String issuer;

  @Option(
      names = "--kit-trusted-root",
      paramLabel = "FILE",
      description =
          "the Sigstore trusted root that the kit's own certificate and timestamps are checked"
              + " against; may be repeated")
  private List<Path> trustedRoots = new ArrayList<>();

  @Option(
      names = "--state",
      paramLabel = "FILE",
      description =
          "where it is kept which kits were seen (default: $XDG_STATE_HOME/stella/kits.json)")
  private @Nullable Path state;

  @Option(names = "--accept-stale", description = "take a kit whose data are stale, and say so")
  private boolean acceptStale;

  KitRequest request(Path kit) {
    return new KitRequest(kit, keys, identity, issuer, trustedRoots, state, acceptStale);
  }

  /** Refuses what says nothing without a kit. */
  void requireNone() {
    if (!keys.isEmpty()
        || identity != null
        || issuer != null
        || !trustedRoots.isEmpty()
        || state != null
        || acceptStale) {
      throw CommandFailed.usage(
          "--kit-key, --kit-identity, --kit-issuer, --kit-trusted-root, --state and --accept-stale"
              + " are about a kit: --kit FILE");
    }
  }
}
