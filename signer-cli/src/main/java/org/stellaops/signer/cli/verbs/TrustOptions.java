package org.stellaops.signer.cli.verbs;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.cli.verdict.KitRequest;
import org.stellaops.signer.cli.verdict.TrustRequest;
import org.stellaops.signer.cli.verdict.VerifyRequest;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whose signatures count, for every verb that verifies offline. */
final class TrustOptions {

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description =
          "the signer's public key, PEM or DER, or a list of keys that stella trust show --output"
              + " json printed; may be repeated")
  private List<Path> keys = List.of();

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description =
          "what stella trust show --output json printed: its keys count, each for its validity, and"
              + " what it revokes does not")
  private @Nullable Path published;

  @Option(
      names = "--threshold",
      paramLabel = "N",
      description =
          "how many distinct keys must have signed (default: 1); signatures of several files count"
              + " together then, if their payload is the same")
  private @Nullable Integer threshold;

  @Option(
      names = "--algorithm",
      paramLabel = "ALGORITHM",
      description =
          "what every --key signs by: rsa-pss-sha256, where an RSA key is not used by"
              + " rsa-pkcs1-sha256 (default: that of the kind of each key)")
  private @Nullable String algorithm;

  @Option(
      names = "--trusted-root",
      paramLabel = "FILE",
      description =
          "a Sigstore trusted_root.json, by which certificates, log entries and timestamps are"
              + " checked; may be repeated")
  private List<Path> trustedRoots = List.of();

  @Option(
      names = "--certificate-identity",
      paramLabel = "SUBJECT",
      description = "whose certificate counts: its subject alternative name, exactly")
  private @Nullable String identity;

  @Option(
      names = "--certificate-identity-regexp",
      paramLabel = "^PATTERN$",
      description = "the same by a regular expression, which has to be anchored on both sides")
  private @Nullable String identityPattern;

  @Option(
      names = "--certificate-oidc-issuer",
      paramLabel = "URL",
      description = "who vouches for that identity, exactly as the certificate names it")
  private @Nullable String issuer;

  @Option(
      names = "--require-logs",
      paramLabel = "N",
      description =
          "of how many operators' transparency logs an entry is needed (default: 1 for a"
              + " certificate if the trusted root has such a log, else 0)")
  private @Nullable Integer logs;

  @Option(
      names = "--require-timestamps",
      paramLabel = "N",
      description =
          "of how many operators' timestamp authorities a timestamp is needed (default: 0; a"
              + " certificate needs its time from one of them or a log)")
  private @Nullable Integer timestamps;

  @Option(
      names = "--require-scts",
      paramLabel = "N",
      description =
          "of how many operators' certificate logs a certificate needs a promise (default: 1 if"
              + " the trusted root has such a log, else 0)")
  private @Nullable Integer certificateLogs;

  @Option(
      names = "--kit",
      paramLabel = "KIT",
      description =
          "the Offline Kit whose keys, trusted root and revocations count, once it is verified"
              + " itself; --key then only chooses among its keys")
  private @Nullable Path kit;

  @Mixin private KitOptions kitOptions = new KitOptions();

  /** What is asked of these documents. */
  VerifyRequest request(
      List<Path> documents,
      @Nullable Path artifact,
      @Nullable String digest,
      boolean requireArtifact,
      @Nullable String type,
      boolean json) {
    return new VerifyRequest(
        documents,
        keys,
        threshold,
        artifact,
        digest,
        requireArtifact,
        type,
        algorithm,
        new TrustRequest(
            trustedRoots,
            published,
            identity,
            identityPattern,
            issuer,
            logs,
            timestamps,
            certificateLogs),
        kitRequest(),
        json);
  }

  private @Nullable KitRequest kitRequest() {
    if (kit == null) {
      kitOptions.requireNone();
      return null;
    }
    return kitOptions.request(kit);
  }
}
