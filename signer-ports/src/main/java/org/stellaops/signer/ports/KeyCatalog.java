package org.stellaops.signer.ports;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.Labels;
import org.stellaops.signer.model.PersonId;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.Tenant;

/**
 * The life of signing keys, kept where every node of one service sees it: which key each name is,
 * what state it is in, and who changed that. It keeps what it is told; what may follow what is the
 * core's to decide. A step that is done is durable when it returns.
 *
 * <p>Every method may throw {@link DependencyUnavailable} with {@link Dependency#JOURNAL}. An
 * {@link #enrol} that {@code mayHaveHappened} may be repeated; a {@link #change} then says false,
 * since its entry has moved on.
 */
public interface KeyCatalog {

  /** All that is known, as it is at one moment. */
  Content read(Deadline deadline);

  /** All entries of all tenants but those in doubt. */
  default List<KeyEntry> entries(Deadline deadline) {
    return read(deadline).entries();
  }

  /**
   * Adds keys that were never seen, neither under their names nor under others: a key has one life.
   * A key that stands already, as the same one under the same name, is left as it is. All are
   * added, or none: where one of them is in conflict with what stands, by its name, its public key
   * or its algorithm, nothing is written.
   *
   * @return for each what stands, in their order: itself; or what stood before, as it was, under
   *     the name or, where none did, of the same public key. Where that is in conflict, the others
   *     do not stand
   */
  List<KeyEntry> enrol(List<Enrolment> all, Deadline deadline);

  /** Adds one key. */
  default KeyEntry enrol(KeyEntry fresh, KeyEvent event, Deadline deadline) {
    return enrol(List.of(new Enrolment(fresh, event)), deadline).get(0);
  }

  /**
   * Replaces entries, all or none, each only if its version is still that of {@link
   * Replacement#before}; the versions of those that are written are one higher. What changes is the
   * life of a key and what waits for it, never which key it is. An event says in which state its
   * key is from then on: an entry that is in another state than its newest event says is in doubt,
   * and so are all entries of its tenant: none of them is told of any more, and {@link
   * Content#inDoubt} names the tenant.
   *
   * @return whether they were replaced
   */
  boolean change(List<Replacement> replacements, Deadline deadline);

  /**
   * What happened to one key, newest first.
   *
   * @param most at most so many
   */
  List<KeyEvent> events(Tenant tenant, KeyName name, int most, Deadline deadline);

  /**
   * What changed one key, newest first: {@link #events} without those that only wait for a second
   * person, of which there may be any number.
   *
   * @param most at most so many
   */
  default List<KeyEvent> changes(Tenant tenant, KeyName name, int most, Deadline deadline) {
    return events(tenant, name, Integer.MAX_VALUE, deadline).stream()
        .filter(event -> !event.isProposed())
        .limit(most)
        .toList();
  }

  /**
   * The catalog at one moment.
   *
   * @param entries of all tenants that are not in doubt
   * @param inDoubt tenants of whom nothing is told, since the catalog contradicts itself about one
   *     of their keys: what was revoked of theirs is not among {@code entries}, and is revoked all
   *     the same
   */
  record Content(List<KeyEntry> entries, Set<Tenant> inDoubt) {

    public Content {
      entries = List.copyOf(entries);
      inDoubt = Set.copyOf(inDoubt);
    }

    /** Whether no key was ever enrolled. */
    public boolean isEmpty() {
      return entries.isEmpty() && inDoubt.isEmpty();
    }
  }

  /** A key that is to be added, with its first event. */
  record Enrolment(KeyEntry fresh, KeyEvent event) {

    /** Whether {@code standing} is this very key under this very name. */
    public boolean isOf(KeyEntry standing) {
      return standing.isOf(fresh.tenant(), fresh.name())
          && standing.spki().equals(fresh.spki())
          && standing.algorithm() == fresh.algorithm();
    }
  }

  /** One entry for another. */
  record Replacement(KeyEntry before, KeyEntry after, KeyEvent event) {}

  /** Where a key is in its life. */
  enum KeyState {
    PREPARED,
    ACTIVE,
    RETIRING,
    RETIRED,
    SUSPENDED,
    REVOKED;

    public String label() {
      return Labels.of(this);
    }
  }

  /**
   * One key.
   *
   * @param spki its SubjectPublicKeyInfo in DER, as it was when it was first opened
   * @param hardware whether it is in hardware or a service that promises it, by configuration
   * @param resumed the state that a suspended key goes back to, or would have gone back to where it
   *     ended while it was suspended; null for any other
   * @param activated when it was first active; null before
   * @param ended when it stopped signing for good; null before
   * @param revoked from when on nothing that it signed counts, which may be before it was revoked;
   *     null where it is not revoked
   * @param proposals the changes that wait for a second person, at most one of each first person
   * @param version grows with each change
   */
  record KeyEntry(
      Tenant tenant,
      KeyName name,
      String backend,
      KeyUri uri,
      Bytes spki,
      SignatureAlgorithm algorithm,
      String keyClass,
      boolean hardware,
      KeyState state,
      @Nullable KeyState resumed,
      Instant enrolled,
      @Nullable Instant activated,
      @Nullable Instant ended,
      @Nullable Instant revoked,
      List<Proposal> proposals,
      long version) {

    public KeyEntry {
      proposals = List.copyOf(proposals);
    }

    /** The same with other proposals. */
    public KeyEntry waitingFor(List<Proposal> others) {
      return new KeyEntry(
          tenant, name, backend, uri, spki, algorithm, keyClass, hardware, state, resumed, enrolled,
          activated, ended, revoked, others, version);
    }

    public boolean isOf(Tenant otherTenant, KeyName otherName) {
      return tenant.equals(otherTenant) && name.equals(otherName);
    }
  }

  /**
   * Half of a change that two persons make.
   *
   * @param verb what is to be done
   * @param effective from when a revocation is to count; null for any other verb, or from its time
   * @param reason the first person's; empty where it was asked for before reasons were kept here
   */
  record Proposal(
      String verb, @Nullable Instant effective, Actor actor, Instant until, String reason) {}

  /**
   * Who changed a key; {@link ActingPerson} says when two are different persons.
   *
   * @param issuer null for the configuration and for callers in this process
   * @param person who uses the client; null for one that acts for itself
   * @param subject as in {@link ActingPerson}
   */
  record Actor(
      @Nullable IssuerName issuer,
      ClientId client,
      @Nullable PersonId person,
      @Nullable PersonId subject) {

    /** Whether both are one caller: a client for itself, or one person who uses it. */
    public boolean isSame(Actor that) {
      return client.equals(that.client) && Objects.equals(person, that.person);
    }

    public boolean isAnotherThan(Actor that) {
      return new ActingPerson(client, person, subject)
          .isAnotherThan(new ActingPerson(that.client, that.person, that.subject));
    }

    /** What a configuration names, a start or a reload enrols. */
    public static Actor configuration() {
      return new Actor(null, new ClientId("configuration"), null, null);
    }
  }

  /**
   * What happened.
   *
   * @param verb {@code enrol}, or what was asked for
   * @param to the state afterwards
   * @param audit the request that asked; empty for the configuration
   * @param effective from when a revocation counts, as it was asked for; empty for any other verb,
   *     and for the time of the event
   */
  record KeyEvent(
      Instant at,
      String verb,
      KeyState to,
      Actor actor,
      String reason,
      Optional<AuditId> audit,
      Optional<Instant> effective) {

    /** How the verb of an event begins that only waits for a second person. */
    public static final String PROPOSED = "propose-";

    /** Whether it changed nothing, and waits for a second person. */
    public boolean isProposed() {
      return verb.startsWith(PROPOSED);
    }

    public KeyEvent(
        Instant at, String verb, KeyState to, Actor actor, String reason, Optional<AuditId> audit) {
      this(at, verb, to, actor, reason, audit, Optional.empty());
    }
  }
}
