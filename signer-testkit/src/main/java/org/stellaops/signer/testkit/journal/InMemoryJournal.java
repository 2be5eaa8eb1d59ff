package org.stellaops.signer.testkit.journal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.QuotaName;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.AuditRecords;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.Outcome;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.quota.Gcra;
import org.stellaops.signer.testkit.journal.JournalBook.Charge;
import org.stellaops.signer.testkit.journal.JournalBook.Claimed;
import org.stellaops.signer.testkit.journal.JournalBook.Client;
import org.stellaops.signer.testkit.journal.JournalBook.Day;
import org.stellaops.signer.testkit.journal.JournalBook.Proof;
import org.stellaops.signer.testkit.journal.JournalBook.Recorded;
import org.stellaops.signer.testkit.journal.JournalBook.Request;
import org.stellaops.signer.testkit.journal.JournalBook.Scope;
import org.stellaops.signer.testkit.journal.JournalBook.Usage;

/**
 * The journal in memory: durable for as long as the object and those that {@link #restarted} made
 * of it live. Its time is the given clock's, except that it never goes back.
 */
public final class InMemoryJournal implements RequestJournal, AuditRecords {

  private static final long NODE_LEASE_MICROS = NODE_LEASE.toNanos() / 1_000;
  private static final long DAY = Duration.ofDays(1).toMillis() * 1_000;

  private final JournalBook book;
  private final InstantSource clock;
  private final int node;

  public InMemoryJournal(InstantSource clock) {
    this(new JournalBook(), clock);
  }

  private InMemoryJournal(JournalBook book, InstantSource clock) {
    this.book = book;
    this.clock = clock;
    synchronized (book) {
      this.node = book.leaseEnds.size();
      book.leaseEnds.add(0L);
    }
  }

  /** The same book as the next process sees it, which knows that this one has ended. */
  public InMemoryJournal restarted() {
    synchronized (book) {
      book.leaseEnds.set(node, 0L);
    }
    return anotherNode();
  }

  /** The same book as another process sees it, while this one may live on. */
  public InMemoryJournal anotherNode() {
    return new InMemoryJournal(book, clock);
  }

  /** For journals that are broken on purpose: all nodes have ended, as this one believes. */
  void endLeases() {
    synchronized (book) {
      book.leaseEnds.replaceAll(end -> 0L);
    }
  }

  @Override
  public Opened open(Opening opening, Deadline deadline) {
    synchronized (book) {
      require(deadline);
      ProofClaim proof = opening.proof();
      if (proof != null && book.proofs.contains(new Proof(proof.key(), proof.jti()))) {
        return new Opened.ProofUsed();
      }
      if (book.records.stream().anyMatch(r -> r.id().equals(opening.id()))) {
        throw new IllegalStateException("the request is already recorded");
      }
      ClientRate limited = opening.rate();
      if (limited != null) {
        Client client = new Client(opening.tenant(), limited.client());
        Gcra.Decision rate =
            Gcra.decide(limited.limit(), book.requestArrivals.getOrDefault(client, 0L), now());
        book.requestArrivals.put(client, rate.arrival());
        if (!rate.allowed()) {
          return new Opened.RateSpent(rate.retryAfter());
        }
      }
      if (proof != null) {
        book.proofs.add(new Proof(proof.key(), proof.jti()));
      }
      if (book.leaseEnds.get(node) - now() < NODE_LEASE_MICROS / 2) {
        renewLease();
      }
      book.open.put(opening.id(), new Request(opening.id(), opening.tenant(), node));
      write(opening.tenant(), opening.id(), Kind.OPENED, opening.record());
      return new Opened.Claimed();
    }
  }

  @Override
  public Hold hold(HoldRequest asked, Deadline deadline) {
    synchronized (book) {
      require(deadline);
      Request request = openRequest(asked.id(), asked.tenant());
      long now = now();
      long arrival = book.arrivals.getOrDefault(asked.tenant(), 0L);
      Gcra.Decision rate = Gcra.decide(asked.rate(), arrival, now);
      if (!rate.allowed()) {
        return new Hold.Full(QuotaName.RATE, rate.retryAfter());
      }
      long running =
          book.open.values().stream()
              .filter(r -> r.tenant.equals(asked.tenant()) && r.leaseEnd > now)
              .count();
      if (running >= asked.concurrency()) {
        return new Hold.Full(QuotaName.CONCURRENCY, Duration.ofSeconds(1));
      }
      book.arrivals.put(asked.tenant(), rate.arrival());
      request.leaseEnd = now + asked.lease().toNanos() / 1_000;
      return new Hold.Held(rate.remaining());
    }
  }

  @Override
  public Optional<Earlier> recall(IdempotencyClaim claim, Deadline deadline) {
    synchronized (book) {
      require(deadline);
      Claimed claimed = book.claims.get(Scope.of(claim));
      if (claimed == null || claimed.expires <= now()) {
        return Optional.empty();
      }
      Bytes result = claimed.result;
      return Optional.of(
          result == null
              ? new Earlier.Running(claimed.body)
              : new Earlier.Answered(claimed.body, claimed.id, result));
    }
  }

  @Override
  public Reservation reserve(ReserveRequest asked, Deadline deadline) {
    synchronized (book) {
      require(deadline);
      Request request = openRequest(asked.id(), asked.tenant());
      if (request.charged != null) {
        throw new IllegalStateException("the intent is already recorded");
      }
      IdempotencyClaim claim = asked.idempotency();
      if (claim != null) {
        Optional<Earlier> earlier = recall(claim, deadline);
        if (earlier.isPresent()) {
          return new Reservation.Taken(earlier.get());
        }
      }
      long now = now();
      Day day = new Day(asked.tenant(), Math.floorDiv(now, DAY));
      Usage used = book.usage.getOrDefault(day, new Usage(0, 0));
      Duration tomorrow = Duration.ofNanos((DAY - Math.floorMod(now, DAY)) * 1_000);
      if (asked.bytes() > asked.bytesPerDay() - used.bytes()) {
        return new Reservation.Full(QuotaName.BYTES_PER_DAY, tomorrow);
      }
      if (used.signatures() + asked.signatures() > asked.signaturesPerDay()) {
        return new Reservation.Full(QuotaName.SIGNATURES_PER_DAY, tomorrow);
      }
      Usage next = new Usage(used.bytes() + asked.bytes(), used.signatures() + asked.signatures());
      book.usage.put(day, next);
      request.charged = new Charge(day, asked.bytes(), asked.signatures());
      if (claim != null) {
        book.claims.put(Scope.of(claim), new Claimed(asked.id(), claim.body(), now + DAY));
      }
      write(asked.tenant(), asked.id(), Kind.INTENT, asked.intent());
      return new Reservation.Reserved(
          asked.bytesPerDay() - next.bytes(), asked.signaturesPerDay() - next.signatures());
    }
  }

  @Override
  public boolean conclude(Conclusion end, Deadline deadline) {
    synchronized (book) {
      require(deadline);
      Request request = book.open.get(end.id());
      if (request == null || request.node != node || !request.tenant.equals(end.tenant())) {
        return book.records.stream()
            .anyMatch(r ->
                r.isOf(end.tenant(), end.id())
                    && r.entry().kind() == Kind.DECISION
                    && r.entry().bytes().equals(end.decision()));
      }
      book.open.remove(end.id());
      Charge charge = request.charged;
      boolean spent = end.outcome() == Outcome.SIGNED || end.outcome() == Outcome.UNKNOWN;
      if (charge != null && !spent) {
        book.usage.computeIfPresent(
            charge.day(),
            (day, u) ->
                new Usage(u.bytes() - charge.bytes(), u.signatures() - charge.signatures()));
      }
      Bytes result = end.outcome() == Outcome.SIGNED ? end.result() : null;
      if (result == null) {
        book.claims.values().removeIf(c -> c.id.equals(end.id()));
      } else {
        book.claims.values().stream()
            .filter(c -> c.id.equals(end.id()))
            .forEach(c -> c.result = result);
      }
      write(end.tenant(), end.id(), Kind.DECISION, end.decision());
      return true;
    }
  }

  @Override
  public List<Unconcluded> takeOver(int most, Deadline deadline) {
    synchronized (book) {
      require(deadline);
      renewLease();
      long now = now();
      List<Request> left =
          book.open.values().stream()
              .filter(r -> r.node == node ? r.taken : book.leaseEnds.get(r.node) <= now)
              .limit(most)
              .toList();
      left.forEach(r -> r.takenBy(node));
      return left.stream().map(r -> new Unconcluded(r.id, r.tenant, r.charged != null)).toList();
    }
  }

  private void renewLease() {
    book.leaseEnds.set(node, now() + NODE_LEASE_MICROS);
  }

  @Override
  public List<Entry> find(Tenant tenant, AuditId id, Deadline deadline) {
    synchronized (book) {
      require(deadline);
      return book.records.stream().filter(r -> r.isOf(tenant, id)).map(r -> r.entry()).toList();
    }
  }

  @Override
  public List<Decided> latestDecisions(Tenant tenant, int most, Deadline deadline) {
    synchronized (book) {
      require(deadline);
      return book.records.stream()
          .filter(r -> r.tenant().equals(tenant) && r.entry().kind() == Kind.DECISION)
          .map(r -> new Decided(r.id(), r.entry()))
          .sorted(Comparator.comparing((Decided each) -> each.id().value()).reversed())
          .limit(most)
          .toList();
    }
  }

  /** Every record of every tenant in the order of its sequence. */
  public List<Entry> log() {
    synchronized (book) {
      return book.records.stream().map(r -> r.entry()).toList();
    }
  }

  /** How many requests are open: neither concluded nor refused at the door. */
  public int openRequests() {
    synchronized (book) {
      return book.open.size();
    }
  }

  private void write(Tenant tenant, AuditId id, Kind kind, Bytes bytes) {
    long now = now();
    Instant storedAt =
        Instant.ofEpochSecond(
            Math.floorDiv(now, 1_000_000), Math.floorMod(now, 1_000_000) * 1_000L);
    Entry entry = new Entry(book.records.size() + 1L, kind, storedAt, AuditRecords.SCHEMA, bytes);
    book.records.add(new Recorded(tenant, id, entry));
  }

  private Request openRequest(AuditId id, Tenant tenant) {
    Request request = book.open.get(id);
    if (request == null || !request.tenant.equals(tenant)) {
      boolean concluded = book.records.stream().filter(r -> r.isOf(tenant, id)).count() > 1;
      throw concluded ? takenOver() : new IllegalStateException("the request is not open");
    }
    if (request.node != node) {
      throw takenOver();
    }
    return request;
  }

  private static DependencyUnavailable takenOver() {
    return new DependencyUnavailable(
        Dependency.JOURNAL, false, "another node took the request over");
  }

  private long now() {
    Instant instant = clock.instant();
    long micros = instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    book.latest = Math.max(book.latest, micros);
    return book.latest;
  }

  private static void require(Deadline deadline) {
    if (Thread.currentThread().isInterrupted() || deadline.hasPassed()) {
      throw new DependencyUnavailable(Dependency.JOURNAL, false, "out of time");
    }
  }
}
