package org.stellaops.signer.cli.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.stellaops.signer.bootstrap.conformance.SigstoreInstance;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.cli.terminal.FailureCode;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.Check;
import org.stellaops.signer.ports.PortException;
import org.stellaops.signer.verify.BundleVerdict;
import org.stellaops.signer.verify.BundleVerification;
import org.stellaops.signer.verify.Expectations;
import org.stellaops.signer.verify.ExpectedIdentity;
import org.stellaops.signer.verify.MaterialTrust;
import org.stellaops.signer.verify.Requirements;
import org.stellaops.signer.verify.TrustedSigners;
import org.stellaops.signer.verify.trust.InvalidTrust;
import org.stellaops.signer.verify.trust.TrustedRoot;

/**
 * Signs one file as a Sigstore client does: a new key, its certificate, timestamps, an entry in a
 * log; and verifies the bundle by the trusted root before anything is kept.
 *
 * @param inToto whether the file is a statement, which becomes the payload of an envelope
 */
public record SigningRun(
    Path artifact, boolean inToto, String token, Path signingConfig, Path trustedRoot) {

  private static final Set<Check.Outcome> GOOD =
      Set.of(Check.Outcome.PASSED, Check.Outcome.NOT_APPLICABLE);

  /**
   * The bundle.
   *
   * @throws CommandFailed a service refused or did not answer, or the bundle does not verify; a log
   *     may have an entry all the same
   */
  public Bytes sign() {
    TokenClaims claims = TokenClaims.of(token);
    TrustedRoot root = root();
    Bytes content = LocalFile.read(artifact);
    try (SigstoreInstance instance =
        SigstoreInstance.open(InstanceChoice.of(signingConfig, InstantSource.system().instant()))) {
      Bytes bundle = bundle(instance, claims, content);
      requireVerified(bundle, content, claims, root);
      return bundle;
    } catch (IllegalArgumentException e) {
      throw CommandFailed.usage(String.valueOf(e.getMessage()), e);
    } catch (BackendRefused e) {
      throw new CommandFailed(FailureCode.REFUSED, String.valueOf(e.getMessage()), e);
    } catch (PortException | IOException e) {
      throw new CommandFailed(FailureCode.UNAVAILABLE, String.valueOf(e.getMessage()), e);
    }
  }

  private TrustedRoot root() {
    try {
      return TrustedRoot.parse(LocalFile.read(trustedRoot));
    } catch (InvalidTrust e) {
      throw CommandFailed.usage("--trusted-root: " + trustedRoot + ": " + e.getMessage(), e);
    }
  }

  private Bytes bundle(SigstoreInstance instance, TokenClaims claims, Bytes content)
      throws IOException {
    OneTimeKey key = new OneTimeKey();
    PinnedKey pin = key.pin();
    Bytes leaf = instance.certificate(token, pin, key.sign(Bytes.utf8(claims.identity())));
    PreAuthEncoding statement = PreAuthEncoding.of(DocumentTypes.IN_TOTO, content);
    Bytes message = inToto ? statement.whole() : content;
    SignedMaterial signed = new SignedMaterial(pin, leaf, message, key.sign(message));
    List<Bytes> timestamps = instance.timestamps(signed.signature());
    List<JsonObject> entries = instance.logged(signed.logRequest());
    return inToto
        ? signed.bundle(statement, timestamps, entries)
        : signed.bundle(timestamps, entries);
  }

  private void requireVerified(Bytes bundle, Bytes content, TokenClaims claims, TrustedRoot root) {
    MaterialTrust trust =
        new MaterialTrust(
            root,
            new Requirements(1, 1, root.certificateLogs().isEmpty() ? 0 : 1),
            InstantSource.system());
    BundleVerdict verdict =
        BundleVerification.trusting(trust)
            .verify(
                bundle,
                new TrustedSigners(
                    List.of(), List.of(ExpectedIdentity.matching(claims.issuer(), "^.+$")), 1),
                inToto ? Expectations.none() : Expectations.artifact(content.sha256()));
    if (!verdict.verified()) {
      throw new CommandFailed(
          FailureCode.NOT_VERIFIED,
          "what was signed does not verify by the trusted root, and is not kept: "
              + verdict.checks().stream()
                  .filter(check -> !GOOD.contains(check.outcome()))
                  .map(Check::detail)
                  .collect(Collectors.joining("; ")),
          null);
    }
  }
}
