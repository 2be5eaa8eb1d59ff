package org.stellaops.signer.testkit.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.ports.ArtifactRegistry;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;

/** A registry of referrers in memory that can be told to misbehave. */
public final class InMemoryRegistry implements ArtifactRegistry {

  private static final int BOUND = 256;

  private final String name;
  private final Map<Digest, List<Referrer>> referrers = new ConcurrentHashMap<>();
  private final Map<String, List<Referrer>> attached = new ConcurrentHashMap<>();
  private final Map<Digest, Set<Digest>> indexes = new ConcurrentHashMap<>();
  private final AtomicInteger calls = new AtomicInteger();
  private volatile boolean broken;
  private volatile boolean partly;
  private volatile Runnable beforeAnswer = () -> {};
  private volatile Runnable afterLook = () -> {};
  private volatile List<ArtifactRegistry> mirrors = List.of();

  public InMemoryRegistry(String name) {
    this.name = name;
  }

  /** Adds a signature as cosign pushes it: one layer, the bundle. */
  public InMemoryRegistry putBundle(Digest image, String bundle) {
    return put(image, DocumentSigner.BUNDLE, DocumentSigner.BUNDLE, Bytes.utf8(bundle));
  }

  /** Adds an intact referrer with one layer. */
  public InMemoryRegistry put(Digest image, String artifactType, String layerType, Bytes layer) {
    Digest manifest = Bytes.utf8(image + artifactType + layerType + layer.sha256()).sha256();
    Layer only = new Layer(layerType, layer.sha256(), layer, Map.of());
    return put(image, new Referrer.Intact(manifest, artifactType, List.of(only)));
  }

  public InMemoryRegistry put(Digest image, Referrer referrer) {
    referrers.computeIfAbsent(image, any -> new ArrayList<>()).add(referrer);
    return this;
  }

  public InMemoryRegistry remove(Digest image) {
    referrers.remove(image);
    return this;
  }

  /** Where to ask where this one is out. */
  public InMemoryRegistry mirroredBy(ArtifactRegistry... others) {
    mirrors = List.of(others);
    return this;
  }

  /** From now on every call fails, or none. */
  public InMemoryRegistry broken(boolean now) {
    broken = now;
    return this;
  }

  /** From now on the last referrer of each listing cannot be read, or none is missing. */
  public InMemoryRegistry partly(boolean now) {
    partly = now;
    return this;
  }

  /** Runs in each call before it answers. */
  public InMemoryRegistry beforeAnswer(Runnable pause) {
    beforeAnswer = pause;
    return this;
  }

  /** Runs in each call between its look at what there is and its answer. */
  public InMemoryRegistry afterLook(Runnable pause) {
    afterLook = pause;
    return this;
  }

  /** How often it was asked. */
  public int calls() {
    return calls.get();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<ArtifactRegistry> mirrors() {
    return mirrors;
  }

  @Override
  public Listing referrers(Digest image, String artifactType, Deadline deadline) {
    calls.incrementAndGet();
    beforeAnswer.run();
    if (broken || deadline.hasPassed()) {
      throw new DependencyUnavailable(Dependency.REGISTRY, false, name + " is told to fail");
    }
    List<Referrer> found =
        referrers.getOrDefault(image, List.of()).stream()
            .filter(referrer -> isOf(artifactType, referrer))
            .toList();
    afterLook.run();
    if (partly) {
      return new Listing.Partial(
          found.subList(0, found.size() - 1),
          new DependencyUnavailable(Dependency.REGISTRY, false, name + " is told to fail in part"));
    }
    return found.size() > BOUND ? new Listing.TooMany(BOUND) : new Listing.Complete(found);
  }

  @Override
  public Listing attached(Digest image, Attachment kind, Deadline deadline) {
    if (broken || deadline.hasPassed()) {
      throw new DependencyUnavailable(Dependency.REGISTRY, false, name + " is told to fail");
    }
    List<Referrer> found = attached.getOrDefault(kind.tag(image), List.of());
    return found.size() > BOUND ? new Listing.TooMany(BOUND) : new Listing.Complete(found);
  }

  /** Adds an index of these images. */
  public InMemoryRegistry putIndex(Digest index, Digest... images) {
    indexes.put(index, Set.of(images));
    return this;
  }

  @Override
  public Set<Digest> images(Digest index, Deadline deadline) {
    if (broken || deadline.hasPassed()) {
      throw new DependencyUnavailable(Dependency.REGISTRY, false, name + " is told to fail");
    }
    return indexes.getOrDefault(index, Set.of());
  }

  /** Adds one layer to what is under the tag. */
  public InMemoryRegistry attach(Digest image, Attachment kind, Layer layer) {
    Digest manifest = Bytes.utf8(kind.tag(image)).sha256();
    attached
        .computeIfAbsent(kind.tag(image), any -> new ArrayList<>())
        .add(new Referrer.Intact(manifest, layer.mediaType(), List.of(layer)));
    return this;
  }

  private static boolean isOf(String artifactType, Referrer referrer) {
    return referrer instanceof Referrer.Intact intact
        ? intact.artifactType().equals(artifactType)
        : true;
  }
}
