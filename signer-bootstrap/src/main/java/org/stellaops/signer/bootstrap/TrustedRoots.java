package org.stellaops.signer.bootstrap;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.TrustedMaterial;
import org.stellaops.signer.verify.TrustedRootMaterial;
import org.stellaops.signer.verify.trust.InvalidTrust;
import org.stellaops.signer.verify.trust.TrustedRoot;

/** Reads the trusted root that a configuration names. */
final class TrustedRoots {

  private static final int MAX_BYTES = 4 << 20;

  private TrustedRoots() {}

  static TrustedMaterial read(Path file) throws StartFailed {
    return new TrustedRootMaterial(parse(file));
  }

  static TrustedRoot parse(Path file) throws StartFailed {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] json = in.readNBytes(MAX_BYTES + 1);
      if (json.length > MAX_BYTES) {
        throw new InvalidTrust("it has over " + (MAX_BYTES >> 20) + " MiB");
      }
      return TrustedRoot.parse(Bytes.adopt(json));
    } catch (IOException | InvalidTrust e) {
      throw new StartFailed(
          StartFailed.Reason.SETTINGS, "sigstore.trustedRoot: " + file + ": " + e.getMessage(), e);
    }
  }
}
