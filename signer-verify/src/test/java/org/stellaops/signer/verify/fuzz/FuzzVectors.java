package org.stellaops.signer.verify.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.RawObject;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.verify.ArtifactDigests;
import org.stellaops.signer.verify.BundleVerification;
import org.stellaops.signer.verify.ExpectedIdentity;
import org.stellaops.signer.verify.JsonSignatureReader;
import org.stellaops.signer.verify.MaterialTrust;
import org.stellaops.signer.verify.Requirements;
import org.stellaops.signer.verify.TrustedSigners;
import org.stellaops.signer.verify.material.LogEntry;
import org.stellaops.signer.verify.material.SignedContent;
import org.stellaops.signer.verify.trust.InvalidTrust;
import org.stellaops.signer.verify.trust.TrustedAuthority;
import org.stellaops.signer.verify.trust.TrustedRoot;

/** What the seeds are good under: roots, keys and identities of sigstore-conformance. */
final class FuzzVectors {

  private static final String CASES = "/sigstore-conformance/";
  private static final String STAMPED = "rekor2-timestamp-with-embedded-cert/";

  static final TrustedRoot ROOT = root("public-good-trusted-root.json");
  static final TrustedRoot STAMPED_ROOT = root(STAMPED + "trusted_root.json");
  static final List<TrustedAuthority> AUTHORITIES =
      Stream.of(ROOT, STAMPED_ROOT).flatMap(root -> root.timestampAuthorities().stream()).toList();
  static final Bytes STAMPED_SIGNATURE =
      base64(STAMPED + "bundle.sigstore.json", "messageSignature", "signature");
  static final Bytes STAMPED_CERTIFICATE =
      base64(STAMPED + "bundle.sigstore.json", "verificationMaterial", "certificate", "rawBytes");
  static final PinnedKey KEY = PinnedKey.parsePem(read("managed-key-happy-path/key.pub").utf8());
  static final ArtifactDigests FILE = ArtifactDigests.of(read("a.txt").sha256());

  static final TrustedSigners SIGNERS =
      TrustedSigners.anyIdentity(
          List.of(
              ExpectedIdentity.exactly(
                  "https://token.actions.githubusercontent.com",
                  "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon"
                      + "/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main")));

  static final List<String> KINDS =
      List.of(
          "hashedrekord 0.0.1", "hashedrekord 0.0.2", "dsse 0.0.1", "dsse 0.0.2", "intoto 0.0.2");

  static final SignedContent SIGNED =
      new SignedContent(
          STAMPED_SIGNATURE,
          Optional.of(STAMPED_CERTIFICATE),
          KEY.spki(),
          algorithm -> Optional.ofNullable(FILE.byAlgorithm().get(algorithm)),
          Optional.empty());

  static final BundleVerification BUNDLES =
      BundleVerification.trusting(
          new MaterialTrust(
              ROOT, Requirements.NONE, InstantSource.fixed(Instant.parse("2026-11-01T00:00:00Z"))));

  static final BundleVerification ENVELOPES =
      new BundleVerification(new JsonSignatureReader(JcaProviders.platform()));

  private FuzzVectors() {}

  static Bytes read(String path) {
    try (InputStream in =
        Objects.requireNonNull(FuzzVectors.class.getResourceAsStream(CASES + path), path)) {
      return Bytes.adopt(in.readAllBytes());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** An entry of which only kind and body count. */
  static LogEntry entry(String kind, String version, Bytes body) {
    return new LogEntry(
        0, Bytes.utf8("log"), kind, version, 0, Optional.empty(), Optional.empty(), body);
  }

  private static TrustedRoot root(String path) {
    try {
      return TrustedRoot.parse(read(path));
    } catch (InvalidTrust e) {
      throw new AssertionError(e);
    }
  }

  private static Bytes base64(String path, String... names) {
    try {
      RawObject object = StrictJson.raw(read(path), JsonLimits.REQUEST);
      for (int i = 0; i < names.length - 1; i++) {
        object = object.required(names[i]).object();
      }
      return object.required(names[names.length - 1]).base64();
    } catch (InvalidJson e) {
      throw new AssertionError(e);
    }
  }
}
