package org.stellaops.signer.verify.trust;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Revocation;
import org.stellaops.signer.model.Revocation.RevokedContent;
import org.stellaops.signer.model.Revocation.RevokedIdentity;
import org.stellaops.signer.model.Revocation.RevokedKey;

/**
 * Everything that is revoked: keys, identities of certificates and signed content. Where one is
 * named several times, the earliest instant holds. Immutable.
 */
public final class Revocations {

  /** The document's {@code schema}. */
  public static final String SCHEMA = "https://stella-ops.org/schemas/stella/revocations/v1";

  private static final Revocations NONE = new Revocations(List.of(), List.of(), List.of());

  /** The two names of an identity, of which neither can be told apart from the other if joined. */
  private record Names(String issuer, String subject) {}

  private final Map<Digest, RevokedKey> keys;
  private final Map<Names, RevokedIdentity> identities;
  private final Map<Digest, RevokedContent> contents;

  Revocations(
      Collection<RevokedKey> keys,
      Collection<RevokedIdentity> identities,
      Collection<RevokedContent> contents) {
    this.keys = new TreeMap<>(earliest(keys, RevokedKey::fingerprint));
    this.identities = new LinkedHashMap<>();
    if (!identities.isEmpty()) {
      earliest(identities, each -> new Names(each.issuer(), each.subject())).entrySet().stream()
          .sorted(
              Map.Entry.comparingByKey(
                  Comparator.comparing(Names::issuer).thenComparing(Names::subject)))
          .forEach(each -> this.identities.put(each.getKey(), each.getValue()));
    }
    this.contents = new TreeMap<>(earliest(contents, RevokedContent::paeDigest));
  }

  private static <K, R extends Revocation> Map<K, R> earliest(
      Collection<R> revocations, Function<R, K> target) {
    Map<K, R> earliest = new LinkedHashMap<>();
    for (R each : revocations) {
      earliest.merge(
          target.apply(each), each, (one, two) -> two.from().isBefore(one.from()) ? two : one);
    }
    return earliest;
  }

  /** Nothing is revoked. */
  public static Revocations none() {
    return NONE;
  }

  public static Revocations of(Collection<? extends Revocation> all) {
    List<RevokedKey> keys = new ArrayList<>();
    List<RevokedIdentity> identities = new ArrayList<>();
    List<RevokedContent> contents = new ArrayList<>();
    for (Revocation each : all) {
      switch (each) {
        case RevokedKey key -> keys.add(key);
        case RevokedIdentity identity -> identities.add(identity);
        case RevokedContent content -> contents.add(content);
      }
    }
    return new Revocations(keys, identities, contents);
  }

  /**
   * Reads a document of {@link #SCHEMA}.
   *
   * @throws InvalidTrust it is not one; a member that is not known is refused, since it may revoke
   *     more than those that are known
   */
  public static Revocations parse(Bytes json) throws InvalidTrust {
    return RevocationsReader.read(json);
  }

  /** Everything that either of them revokes. */
  public Revocations and(Revocations other) {
    List<Revocation> all = new ArrayList<>(all());
    all.addAll(other.all());
    return of(all);
  }

  /** Each, in the order of the document. */
  public List<Revocation> all() {
    List<Revocation> all = new ArrayList<>(keys.values());
    all.addAll(identities.values());
    all.addAll(contents.values());
    return List.copyOf(all);
  }

  public Optional<Revocation> ofKey(Digest fingerprint) {
    return Optional.ofNullable(keys.get(fingerprint));
  }

  public Optional<Revocation> ofIdentity(String issuer, String subject) {
    return Optional.ofNullable(identities.get(new Names(issuer, subject)));
  }

  public Optional<Revocation> ofContent(Digest paeDigest) {
    return Optional.ofNullable(contents.get(paeDigest));
  }

  /** Whether it takes the digest of what was signed to tell. */
  public boolean nameContent() {
    return !contents.isEmpty();
  }

  /** The document, in its one form. */
  public Bytes document() {
    return CanonicalWriter.object()
        .objects(
            "contents",
            contents.values().stream()
                .map(each -> entry(each).string("paeDigest", each.paeDigest().toString()))
                .toList())
        .objects(
            "identities",
            identities.values().stream()
                .map(each ->
                    entry(each).string("issuer", each.issuer()).string("subject", each.subject()))
                .toList())
        .objects(
            "keys",
            keys.values().stream()
                .map(each -> entry(each).string("id", each.fingerprint().toString()))
                .toList())
        .string("schema", SCHEMA)
        .bytes();
  }

  private static CanonicalWriter entry(Revocation revocation) {
    return CanonicalWriter.object()
        .time("from", revocation.from())
        .string("reason", revocation.reason());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Revocations that && all().equals(that.all());
  }

  @Override
  public int hashCode() {
    return Objects.hash(keys, identities, contents);
  }

  @Override
  public String toString() {
    return all().size() + " revocation(s)";
  }
}
