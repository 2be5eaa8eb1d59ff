package org.stellaops.signer.testkit.tuf;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.tuf.TufState;

/** Keeps it in memory, and breaks when it is told to. */
public final class InMemoryTufState implements TufState {

  private final Map<String, Bytes> metadata = new TreeMap<>();
  private final Map<String, Bytes> targets = new TreeMap<>();
  private boolean broken;

  /** From now on nothing can be written. */
  public void breakWrites() {
    broken = true;
  }

  @Override
  public Optional<Bytes> metadata(String role) {
    return Optional.ofNullable(metadata.get(role));
  }

  @Override
  public void keepMetadata(String role, Bytes content) throws IOException {
    requireWhole();
    metadata.put(role, content);
  }

  @Override
  public void dropMetadata(String role) throws IOException {
    requireWhole();
    metadata.remove(role);
  }

  @Override
  public Optional<Bytes> target(String path) {
    return Optional.ofNullable(targets.get(path));
  }

  @Override
  public void keepTarget(String path, Bytes target) throws IOException {
    requireWhole();
    targets.put(path, target);
  }

  private void requireWhole() throws IOException {
    if (broken) {
      throw new IOException("no space left");
    }
  }
}
