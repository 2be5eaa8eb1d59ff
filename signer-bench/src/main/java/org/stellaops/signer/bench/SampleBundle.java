package org.stellaops.signer.bench;

import java.nio.file.Files;
import java.nio.file.Path;

/** One bundle of sigstore-conformance and what it is good under. */
record SampleBundle(Path bundle, Path trustedRoot, Path artifact) {

  static final String ISSUER = "https://token.actions.githubusercontent.com";
  static final String IDENTITY =
      "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon"
          + "/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main";

  private static final Path FOLDER =
      Path.of("signer-verify/src/test/resources/sigstore-conformance");

  static SampleBundle named(String name) {
    Path own = FOLDER.resolve(name).resolve("trusted_root.json");
    return new SampleBundle(
        FOLDER.resolve(name).resolve("bundle.sigstore.json"),
        Files.exists(own) ? own : FOLDER.resolve("public-good-trusted-root.json"),
        FOLDER.resolve("a.txt"));
  }
}
