package org.stellaops.signer.testkit.tuf;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.tuf.TufRepository;

/**
 * A TUF repository whose keys the test holds: what is changed here is published by {@link
 * #publish}, well signed, however wrong it is otherwise. Root has two keys and wants both.
 */
public final class SampleTufRepository implements TufRepository {

  /** The top-level roles. */
  public enum Role {
    root,
    timestamp,
    snapshot,
    targets
  }

  private final Map<Role, List<TufSigner>> signers = new EnumMap<>(Role.class);
  private final Map<Role, Integer> versions = new EnumMap<>(Role.class);
  private final Map<Role, Instant> expires = new EnumMap<>(Role.class);
  private final Map<Role, Integer> thresholds = new EnumMap<>(Role.class);
  private final Map<String, Bytes> files = new TreeMap<>();
  private final Map<String, Object> targets = new TreeMap<>();
  private final List<String> asked = new ArrayList<>();
  private final List<SampleDelegation> delegations = new ArrayList<>();
  private final Map<String, Map<String, Object>> listed = new TreeMap<>();
  private final Map<Role, Map<String, Map<String, Object>>> otherKeys = new EnumMap<>(Role.class);
  private boolean consistent = true;
  private @Nullable IOException fault;
  private @Nullable String cut;

  /** With one root, published, and one target. */
  public SampleTufRepository(Instant end, String target, Bytes content) {
    for (Role role : Role.values()) {
      expires.put(role, end);
      versions.put(role, 1);
      replaceKeys(role);
    }
    publishRoot(signers(Role.root));
    putTarget(target, content);
    publish();
  }

  /** New keys of a role, in place of those before; a root that says so has yet to be published. */
  public void replaceKeys(Role role) {
    signers.put(
        role,
        role == Role.root ? List.of(new TufSigner(), new TufSigner()) : List.of(new TufSigner()));
    thresholds.put(role, signers.get(role).size());
  }

  /** One more key of a role, in any form; roots name it from now on, and nobody signs with it. */
  public void nameKey(Role role, String id, String type, String scheme, Map<String, ?> value) {
    otherKeys
        .computeIfAbsent(role, any -> new TreeMap<>())
        .put(id, TufSigner.form(type, scheme, value));
  }

  public void setThreshold(Role role, int threshold) {
    thresholds.put(role, threshold);
  }

  public void setExpires(Role role, Instant end) {
    expires.put(role, end);
  }

  public void setVersion(Role role, int version) {
    versions.put(role, version);
  }

  public int version(Role role) {
    return versions.getOrDefault(role, 0);
  }

  public void setConsistent(boolean snapshots) {
    consistent = snapshots;
  }

  /** From now on a question for this file ends with an error; null for none. */
  public void cutAt(@Nullable String file) {
    cut = file;
  }

  /** From now on every question ends with {@code wanted}; null for none. */
  public void setFault(@Nullable IOException wanted) {
    fault = wanted;
  }

  private List<TufSigner> signers(Role role) {
    return List.copyOf(signers.getOrDefault(role, List.of()));
  }

  /** A target, in the next {@link #publish}. */
  public void putTarget(String path, Bytes content) {
    targets.put(path, entry(content));
    putFile(path, content);
  }

  static Map<String, Object> entry(Bytes content) {
    return Map.of("length", content.size(), "hashes", Map.of("sha256", content.sha256().hex()));
  }

  /** The file of a target, wherever it is listed. */
  void putFile(String path, Bytes content) {
    String digest = content.sha256().hex();
    int name = path.lastIndexOf('/') + 1;
    files.put("targets/" + path.substring(0, name) + digest + "." + path.substring(name), content);
  }

  /** A role that the top-level targets delegate to, after those before it. */
  public SampleDelegation delegate(String name, String... paths) {
    SampleDelegation role =
        new SampleDelegation(this, name, List.of(paths), expires(Role.targets).toString());
    delegations.add(role);
    return role;
  }

  /** No target is listed by the top-level targets any more, in the next {@link #publish}. */
  public void clearTargets() {
    targets.clear();
  }

  /** Snapshots list this of a file from now on, whatever is so; an empty map for nothing. */
  public void list(String file, Map<String, Object> what) {
    listed.put(file, what);
  }

  private Instant expires(Role role) {
    return expires.getOrDefault(role, Instant.EPOCH);
  }

  /** The next root, signed by the keys before it and its own, as it has to be. */
  public void rotateRoot() {
    List<TufSigner> all = new ArrayList<>(signers(Role.root));
    replaceKeys(Role.root);
    all.addAll(signers(Role.root));
    nextRoot(all);
  }

  /** The next root, signed by its own keys alone. */
  public void replaceRoot() {
    replaceKeys(Role.root);
    nextRoot(signers(Role.root));
  }

  /** The next root, signed by the first {@code count} of its keys. */
  public void signNextRoot(int count) {
    nextRoot(signers(Role.root).subList(0, count));
  }

  private void nextRoot(List<TufSigner> by) {
    versions.merge(Role.root, 1, Integer::sum);
    publishRoot(by);
  }

  private void publishRoot(List<TufSigner> by) {
    Map<String, Object> keys = new TreeMap<>();
    Map<String, Object> roles = new TreeMap<>();
    for (Role role : Role.values()) {
      TreeSet<String> ids = new TreeSet<>();
      for (TufSigner signer : signers(role)) {
        keys.put(signer.id(), signer.form());
        ids.add(signer.id());
      }
      Map<String, Map<String, Object>> others = otherKeys.getOrDefault(role, Map.of());
      keys.putAll(others);
      ids.addAll(others.keySet());
      roles.put(
          role.name(),
          Map.of("keyids", List.copyOf(ids), "threshold", thresholds.getOrDefault(role, 1)));
    }
    Map<String, Object> root = metadata(Role.root);
    root.put("consistent_snapshot", consistent);
    root.put("keys", keys);
    root.put("roles", roles);
    files.put(version(Role.root) + ".root.json", TufSigner.signed(root, by));
  }

  /** The next version of targets, snapshot and timestamp. */
  public void publishNext() {
    for (Role role : List.of(Role.timestamp, Role.snapshot, Role.targets)) {
      versions.merge(role, 1, Integer::sum);
    }
    publish();
  }

  /** Targets, snapshot and timestamp as they are set. */
  public void publish() {
    Map<String, Object> top = metadata(Role.targets);
    top.put("targets", new TreeMap<>(targets));
    Map<String, Object> meta = new TreeMap<>();
    if (!delegations.isEmpty()) {
      top.put("delegations", SampleDelegation.forms(delegations));
      delegations.forEach(role -> role.publish(files, meta));
    }
    put(version(Role.targets) + ".targets.json", Role.targets, top);
    meta.put("targets.json", Map.of("version", version(Role.targets)));
    listed.forEach((file, what) -> {
      if (what.equals(Map.of())) {
        meta.remove(file);
      } else {
        meta.put(file, what);
      }
    });
    Map<String, Object> snapshot = metadata(Role.snapshot);
    snapshot.put("meta", meta);
    put(version(Role.snapshot) + ".snapshot.json", Role.snapshot, snapshot);
    Map<String, Object> timestamp = metadata(Role.timestamp);
    timestamp.put("meta", Map.of("snapshot.json", Map.of("version", version(Role.snapshot))));
    put("timestamp.json", Role.timestamp, timestamp);
  }

  private void put(String file, Role role, Map<String, Object> metadata) {
    files.put(file, TufSigner.signed(metadata, signers(role)));
  }

  private Map<String, Object> metadata(Role role) {
    return new TreeMap<>(
        Map.of(
            "_type",
            role.name(),
            "spec_version",
            "1.0.31",
            "version",
            version(role),
            "expires",
            String.valueOf(expires.get(role))));
  }

  /** What is published, which a test may change: metadata by name, targets below targets/. */
  public Map<String, Bytes> files() {
    return files;
  }

  /** The root to begin with. */
  public Bytes firstRoot() {
    return files.getOrDefault("1.root.json", Bytes.empty());
  }

  /** What was asked for, in order. */
  public List<String> asked() {
    return asked;
  }

  @Override
  public Optional<Bytes> metadata(String file, int maxBytes) throws IOException {
    asked.add(file);
    if (fault != null) {
      throw fault;
    }
    if (file.equals(cut)) {
      throw new IOException("cut");
    }
    Bytes content = files.get(file);
    if (content != null && content.size() > maxBytes) {
      throw new TooLong(file);
    }
    return Optional.ofNullable(content);
  }

  @Override
  public Optional<Bytes> target(String path, int maxBytes) throws IOException {
    return metadata("targets/" + path, maxBytes);
  }
}
