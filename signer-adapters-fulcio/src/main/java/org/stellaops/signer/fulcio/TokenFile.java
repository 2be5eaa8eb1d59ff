package org.stellaops.signer.fulcio;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.ports.BackendRefused;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

/**
 * A token that something else keeps fresh in a file: SPIRE's agent, or Kubernetes for a projected
 * service account token. Read anew each time.
 */
public final class TokenFile implements IdentityTokenSource {

  /** Where a projected token is looked for unless another path is configured. */
  public static final Path KUBERNETES = Path.of("/var/run/secrets/tokens/stella-signer");

  /** Line ends and blanks around a token. */
  private static final int SPACE = 64;

  private final Path file;
  private final InstantSource clock;

  public TokenFile(Path file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
  }

  @Override
  public IdentityToken token(Deadline deadline) {
    IdentityToken token;
    try {
      token = IdentityToken.parse(text().strip());
    } catch (IllegalArgumentException e) {
      throw new BackendRefused("the token in " + file + ": " + e.getMessage(), e);
    }
    if (!clock.instant().isBefore(token.expiry())) {
      throw new DependencyUnavailable(
          Dependency.IDENTITY_TOKENS,
          false,
          "the token in " + file + " expired at " + token.expiry() + ": nobody replaces it");
    }
    return token;
  }

  private String text() {
    int most = IdentityToken.MAX_CHARS + SPACE;
    try (InputStream in = Files.newInputStream(file)) {
      byte[] read = in.readNBytes(most + 1);
      if (read.length > most) {
        throw new IllegalArgumentException("the file is longer than a token");
      }
      return new String(read, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new DependencyUnavailable(
          Dependency.IDENTITY_TOKENS, false, "the token in " + file + " cannot be read", e);
    }
  }

  @Override
  public String toString() {
    return "TokenFile[" + file + "]";
  }
}
