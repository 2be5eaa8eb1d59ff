package org.stellaops.signer.interop;

import java.nio.file.Path;

/**
 * Four programs that know nothing of this project, each asked whether a keyless bundle holds with a
 * log entry, a signed certificate timestamp and a trusted time, all required.
 *
 * @param directory for their intermediate files
 * @param identity the subject alternative name that is wanted
 * @param issuer of that identity
 */
record KeylessVerifiers(Path directory, Path trustedRoot, String identity, String issuer) {

  Command.Outcome cosign(Path bundle, String predicateType, Path artifact) {
    return new Cosign(directory)
        .command(
            "verify-blob-attestation",
            "--bundle=" + bundle,
            "--trusted-root=" + trustedRoot,
            "--certificate-identity=" + identity,
            "--certificate-oidc-issuer=" + issuer,
            "--use-signed-timestamps",
            "--type=" + predicateType,
            artifact.toString())
        .run();
  }

  /** Of a bundle over a file that is not in it. */
  Command.Outcome cosignBlob(Path bundle, Path artifact) {
    return new Cosign(directory)
        .command(
            "verify-blob",
            "--bundle=" + bundle,
            "--trusted-root=" + trustedRoot,
            "--certificate-identity=" + identity,
            "--certificate-oidc-issuer=" + issuer,
            "--use-signed-timestamps",
            artifact.toString())
        .run();
  }

  Command.Outcome sigstoreGo(Path bundle, Path artifact) {
    return Command.of(
            Tools.sigstoreGo(),
            "-trustedrootJSONpath=" + trustedRoot,
            "-expectedSAN=" + identity,
            "-expectedIssuer=" + issuer,
            "-requireTlog",
            "-requireCTlog",
            "-requireTimestamp",
            "-artifact=" + artifact,
            bundle.toString())
        .in(directory)
        .run();
  }

  Command.Outcome sigstorePython(Path bundle, String sha256) {
    return Command.of(
            Tools.sigstorePython(),
            Tools.pythonVerifier().toString(),
            trustedRoot.toString(),
            bundle.toString(),
            identity,
            issuer,
            sha256)
        .in(directory)
        .env("HOME", directory.toString())
        .run();
  }

  /** It checks no artifact. */
  Command.Outcome sigstoreJs(Path bundle) {
    return Command.of(
            Tools.node(),
            Tools.nodeKeylessVerifier().toString(),
            Tools.nodePackages().toString(),
            trustedRoot.toString(),
            bundle.toString(),
            identity,
            issuer)
        .in(directory)
        .run();
  }
}
