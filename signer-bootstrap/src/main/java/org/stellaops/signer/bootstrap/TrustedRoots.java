package org.stellaops.signer.bootstrap;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Revocation;
import org.stellaops.signer.verify.trust.InvalidTrust;
import org.stellaops.signer.verify.trust.Revocations;
import org.stellaops.signer.verify.trust.TrustedRoot;

/** Reads the files that say whom and what to trust. */
final class TrustedRoots {

  private static final int MAX_BYTES = 4 << 20;

  private TrustedRoots() {}

  /** The reader of one kind of file. */
  private interface Parser<T> {
    T parse(Bytes json) throws InvalidTrust;
  }

  /** The root by which what is signed here is checked. */
  static TrustedRoot ofSigning(Path file) throws StartFailed {
    return read("sigstore.trustedRoot", file, TrustedRoot::parse);
  }

  /** All that bundles of callers are verified by; empty where nothing is configured. */
  static TrustedRoot ofVerification(Config config) throws StartFailed {
    List<TrustedRoot> roots = new ArrayList<>();
    Path own = config.sigstore().trustedRoot();
    if (own != null) {
      roots.add(ofSigning(own));
    }
    for (Path file : config.verification().trustedRoots().stream().sorted().toList()) {
      roots.add(read("verification.trustedRoots", file, TrustedRoot::parse));
    }
    return TrustedRoot.merge(roots);
  }

  /** What is revoked by configuration. */
  static List<Revocation> revocations(@Nullable Path file) throws StartFailed {
    return file == null
        ? List.of()
        : read("verification.revocations", file, Revocations::parse).all();
  }

  private static <T> T read(String setting, Path file, Parser<T> parser) throws StartFailed {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] json = in.readNBytes(MAX_BYTES + 1);
      if (json.length > MAX_BYTES) {
        throw new InvalidTrust("it has over " + (MAX_BYTES >> 20) + " MiB");
      }
      return parser.parse(Bytes.adopt(json));
    } catch (IOException | InvalidTrust e) {
      throw new StartFailed(
          StartFailed.Reason.SETTINGS, setting + ": " + file + ": " + e.getMessage(), e);
    }
  }
}
