package org.stellaops.signer.tuf;

import dev.sigstore.tuf.Fetcher;
import dev.sigstore.tuf.TargetStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.tuf.TufOutcome.Problem;
import org.stellaops.signer.ports.tuf.TufRepository;
import org.stellaops.signer.ports.tuf.TufState;

/** Targets, of the repository and as they are kept. */
final class TargetFiles implements Fetcher, TargetStore {

  /** Far more than a trusted root has. */
  static final int MOST_BYTES = 16 << 20;

  /** Of no use in a URL below the repository's, whoever signed it. */
  private static final Pattern ASIDE =
      Pattern.compile("^/|/$|//|\\\\|[\\x00-\\x1f\\x7f]|(^|/)\\.{1,2}(/|$)");

  private final TufRepository repository;
  private final TufState state;

  TargetFiles(TufRepository repository, TufState state) {
    this.repository = repository;
    this.state = state;
  }

  static void requirePath(String path) {
    if (path.isEmpty() || ASIDE.matcher(path).find()) {
      throw new UpdateRefused(Problem.UNSUPPORTED, "no path of a target: '" + path + "'");
    }
  }

  @Override
  public String getSource() {
    return "the repository";
  }

  @Override
  public byte @Nullable [] fetchResource(String path, int maxLength) {
    requirePath(path);
    if (maxLength < 0 || maxLength > MOST_BYTES) {
      throw new UpdateRefused(
          Problem.TOO_LARGE,
          path + " is to have " + maxLength + " bytes; " + MOST_BYTES + " are read");
    }
    try {
      return repository.target(path, maxLength).map(Bytes::toByteArray).orElse(null);
    } catch (TufRepository.TooLong e) {
      throw new UpdateRefused(
          Problem.TOO_LARGE,
          path + " has more than the " + maxLength + " bytes that are signed",
          e);
    } catch (IOException e) {
      throw new UpdateRefused(Problem.UNREACHABLE, path + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String getIdentifier() {
    return "kept targets";
  }

  @Override
  public void writeTarget(String path, byte[] content) {
    try {
      state.keepTarget(path, Bytes.copyOf(content));
    } catch (IOException e) {
      throw KeptMetadata.broken(e);
    }
  }

  @Override
  public boolean hasTarget(String path) {
    return kept(path) != null;
  }

  @Override
  public byte[] readTarget(String path) {
    Bytes kept = kept(path);
    if (kept == null) {
      throw new UpdateRefused(Problem.STATE, "the target " + path + " is not kept");
    }
    return kept.toByteArray();
  }

  @Override
  public InputStream getTargetInputSteam(String path) {
    return new ByteArrayInputStream(readTarget(path));
  }

  private @Nullable Bytes kept(String path) {
    try {
      return state.target(path).orElse(null);
    } catch (IOException e) {
      throw KeptMetadata.broken(e);
    }
  }
}
