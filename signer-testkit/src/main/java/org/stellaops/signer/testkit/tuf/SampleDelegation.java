package org.stellaops.signer.testkit.tuf;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.stellaops.signer.model.Bytes;

/**
 * A delegated role of a {@link SampleTufRepository}, and the delegation to it: with one key, of
 * version 1, not terminating, until something else is said. The same role may be delegated to by
 * others ({@link #delegateTo}).
 */
public final class SampleDelegation {

  private final SampleTufRepository repository;
  private final String name;
  private final List<SampleDelegation> delegations = new ArrayList<>();
  private final Map<String, Object> targets = new TreeMap<>();
  private final Map<String, Object> members = new TreeMap<>();
  private List<TufSigner> keys = List.of(new TufSigner());
  private List<TufSigner> signers = keys;
  private final Map<String, Map<String, Object>> otherIds = new TreeMap<>();
  private final Map<String, TufSigner> otherSigners = new TreeMap<>();
  private int threshold = 1;
  private int version = 1;
  private boolean terminating;
  private String expires;

  SampleDelegation(
      SampleTufRepository repository, String name, List<String> paths, String expires) {
    this.repository = repository;
    this.name = name;
    this.expires = expires;
    members.put("paths", paths);
  }

  /** This role delegates too, after the delegations before. */
  public SampleDelegation delegate(String to, String... paths) {
    SampleDelegation role = new SampleDelegation(repository, to, List.of(paths), expires);
    delegations.add(role);
    return role;
  }

  /** This role delegates to one that others delegate to as well, as these do. */
  public void delegateTo(SampleDelegation role) {
    delegations.add(role);
  }

  /** A target of this role, given to it or not. */
  public SampleDelegation putTarget(String path, Bytes content) {
    targets.put(path, SampleTufRepository.entry(content));
    repository.putFile(path, content);
    return this;
  }

  public SampleDelegation setTerminating() {
    terminating = true;
    return this;
  }

  /** Prefixes of the digests of paths, in place of patterns. */
  public SampleDelegation setPrefixes(String... prefixes) {
    members.remove("paths");
    members.put("path_hash_prefixes", List.of(prefixes));
    return this;
  }

  /** So many keys that the delegation names, and the first of them that sign. */
  public SampleDelegation setKeys(int named, int wanted, int signing) {
    List<TufSigner> all = new ArrayList<>();
    for (int i = 0; i < named; i++) {
      all.add(new TufSigner());
    }
    keys = List.copyOf(all);
    signers = keys.subList(0, signing);
    threshold = wanted;
    return this;
  }

  /** The delegation names other keys from now on; those before go on to sign. */
  public void replaceNamedKeys() {
    keys = List.of(new TufSigner());
  }

  /** The one key of the role under a second id, by which it signs too, and two are wanted. */
  public void nameKeyTwice() {
    nameTwice(keys.getFirst().form());
  }

  /** The same with a P-256 key, written {@code otherwise} the second time. */
  public void nameP256KeyTwice(UnaryOperator<String> otherwise) {
    keys = List.of(TufSigner.ofP256());
    signers = keys;
    Map<?, ?> value = (Map<?, ?>) Objects.requireNonNull(keys.getFirst().form().get("keyval"));
    String pem = String.valueOf(value.get("public"));
    nameTwice(
        TufSigner.form("ecdsa", "ecdsa-sha2-nistp256", Map.of("public", otherwise.apply(pem))));
  }

  private void nameTwice(Map<String, Object> form) {
    otherIds.put("second", form);
    otherSigners.put("second", keys.getFirst());
    threshold = 2;
  }

  /** One more key of the role, in any form; nobody signs with it. */
  public SampleDelegation nameKey(String id, String type, Map<String, ?> value) {
    otherIds.put(id, TufSigner.form(type, type, value));
    return this;
  }

  /** The one key signs twice under one id, and two signatures are wanted. */
  public void signTwice() {
    signers = List.of(keys.getFirst(), keys.getFirst());
    threshold = 2;
  }

  public void setVersion(int number) {
    version = number;
  }

  public void setExpires(Instant end) {
    setExpires(end.toString());
  }

  /** As it is written, whatever it is. */
  public void setExpires(String end) {
    expires = end;
  }

  static Map<String, Object> forms(List<SampleDelegation> roles) {
    Map<String, Object> keys = new TreeMap<>();
    List<Map<String, Object>> forms = new ArrayList<>();
    for (SampleDelegation role : roles) {
      role.keys.forEach(key -> keys.put(key.id(), key.form()));
      keys.putAll(role.otherIds);
      TreeSet<String> ids = new TreeSet<>(role.otherIds.keySet());
      role.keys.forEach(key -> ids.add(key.id()));
      Map<String, Object> form = new TreeMap<>(role.members);
      form.put("name", role.name);
      form.put("keyids", List.copyOf(ids));
      form.put("threshold", role.threshold);
      form.put("terminating", role.terminating);
      forms.add(form);
    }
    return Map.of("keys", keys, "roles", forms);
  }

  /** Into the files of a repository, with all below it that is not there yet. */
  void publish(Map<String, Bytes> files, Map<String, Object> meta) {
    if (meta.put(name + ".json", Map.of("version", version)) != null) {
      return;
    }
    Map<String, Object> signed =
        new TreeMap<>(
            Map.of(
                "_type",
                "targets",
                "spec_version",
                "1.0.31",
                "version",
                version,
                "expires",
                expires,
                "targets",
                new TreeMap<>(targets)));
    if (!delegations.isEmpty()) {
      signed.put("delegations", forms(delegations));
      delegations.forEach(role -> role.publish(files, meta));
    }
    files.put(version + "." + name + ".json", TufSigner.signed(signed, signers, otherSigners));
  }
}
