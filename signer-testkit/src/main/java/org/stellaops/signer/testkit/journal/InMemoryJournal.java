package org.stellaops.signer.testkit.journal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.IdempotencyKey;
import org.stellaops.signer.model.QuotaName;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Thumbprint;
import org.stellaops.signer.ports.AuditRecords;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.Outcome;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.quota.Gcra;

/**
 * The journal in memory: durable for as long as the object and those that {@link #restarted} made
 * of it live. Its time is the given clock's, except that it never goes back.
 */
public final class InMemoryJournal implements RequestJournal, AuditRecords {

  private static final long DAY = Duration.ofDays(1).toMillis() * 1_000;

  private final Book book;
  private final InstantSource clock;
  private final int process;

  public InMemoryJournal(InstantSource clock) {
    this(new Book(), clock, 1);
  }

  private InMemoryJournal(Book book, InstantSource clock, int process) {
    this.book = book;
    this.clock = clock;
    this.process = process;
  }

  /** The same book as the next process sees it. */
  public InMemoryJournal restarted() {
    return new InMemoryJournal(book, clock, process + 1);
  }

  @Override
  public Opened open(Opening opening, Deadline deadline) {
    synchronized (book) {
      require(deadline);
      ProofClaim proof = opening.proof();
      if (proof != null && book.proofs.contains(new Proof(proof.key(), proof.jti()))) {
        return Opened.PROOF_USED;
      }
      if (book.records.stream().anyMatch(r -> r.id.equals(opening.id()))) {
        throw new IllegalStateException("the request is already recorded");
      }
      if (proof != null) {
        book.proofs.add(new Proof(proof.key(), proof.jti()));
      }
      book.open.put(opening.id(), new Request(opening.id(), opening.tenant(), process));
      write(opening.tenant(), opening.id(), Kind.OPENED, opening.record());
      return Opened.CLAIMED;
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
      if (asked.bytes() > asked.bytesPerDay() - used.bytes) {
        return new Reservation.Full(QuotaName.BYTES_PER_DAY, tomorrow);
      }
      if (used.signatures + asked.signatures() > asked.signaturesPerDay()) {
        return new Reservation.Full(QuotaName.SIGNATURES_PER_DAY, tomorrow);
      }
      Usage next = new Usage(used.bytes + asked.bytes(), used.signatures + asked.signatures());
      book.usage.put(day, next);
      request.charged = new Charge(day, asked.bytes(), asked.signatures());
      if (claim != null) {
        book.claims.put(Scope.of(claim), new Claimed(asked.id(), claim.body(), now + DAY));
      }
      write(asked.tenant(), asked.id(), Kind.INTENT, asked.intent());
      return new Reservation.Reserved(
          asked.bytesPerDay() - next.bytes, asked.signaturesPerDay() - next.signatures);
    }
  }

  @Override
  public boolean conclude(Conclusion end, Deadline deadline) {
    synchronized (book) {
      require(deadline);
      Request request = book.open.get(end.id());
      if (request == null || !request.tenant.equals(end.tenant())) {
        return book.records.stream()
            .anyMatch(r ->
                r.isOf(end.tenant(), end.id())
                    && r.entry.kind() == Kind.DECISION
                    && r.entry.bytes().equals(end.decision()));
      }
      book.open.remove(end.id());
      Charge charge = request.charged;
      boolean spent = end.outcome() == Outcome.SIGNED || end.outcome() == Outcome.UNKNOWN;
      if (charge != null && !spent) {
        book.usage.computeIfPresent(
            charge.day,
            (day, u) -> new Usage(u.bytes - charge.bytes, u.signatures - charge.signatures));
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
  public List<Unconcluded> unconcluded(Deadline deadline) {
    synchronized (book) {
      require(deadline);
      return book.open.values().stream()
          .filter(r -> r.process < process)
          .map(r -> new Unconcluded(r.id, r.tenant, r.charged != null))
          .toList();
    }
  }

  @Override
  public List<Entry> find(Tenant tenant, AuditId id, Deadline deadline) {
    synchronized (book) {
      require(deadline);
      return book.records.stream().filter(r -> r.isOf(tenant, id)).map(r -> r.entry).toList();
    }
  }

  /** Every record of every tenant in the order of its sequence. */
  public List<Entry> log() {
    synchronized (book) {
      return book.records.stream().map(r -> r.entry).toList();
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
      throw new IllegalStateException("the request is not open");
    }
    return request;
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

  private static final class Book {
    final List<Recorded> records = new ArrayList<>();
    final Set<Proof> proofs = new HashSet<>();
    final Map<AuditId, Request> open = new LinkedHashMap<>();
    final Map<Tenant, Long> arrivals = new HashMap<>();
    final Map<Day, Usage> usage = new HashMap<>();
    final Map<Scope, Claimed> claims = new HashMap<>();
    long latest;
  }

  private static final class Request {
    final AuditId id;
    final Tenant tenant;
    final int process;
    long leaseEnd;
    @Nullable Charge charged;

    Request(AuditId id, Tenant tenant, int process) {
      this.id = id;
      this.tenant = tenant;
      this.process = process;
    }
  }

  private static final class Claimed {
    final AuditId id;
    final Digest body;
    final long expires;
    @Nullable Bytes result;

    Claimed(AuditId id, Digest body, long expires) {
      this.id = id;
      this.body = body;
      this.expires = expires;
    }
  }

  private record Recorded(Tenant tenant, AuditId id, Entry entry) {
    boolean isOf(Tenant otherTenant, AuditId otherId) {
      return Objects.equals(tenant, otherTenant) && Objects.equals(id, otherId);
    }
  }

  private record Proof(Thumbprint key, Digest jti) {}

  private record Day(Tenant tenant, long day) {}

  private record Usage(long bytes, long signatures) {}

  private record Charge(Day day, long bytes, int signatures) {}

  private record Scope(Tenant tenant, ClientId client, String route, IdempotencyKey key) {
    static Scope of(IdempotencyClaim claim) {
      return new Scope(claim.tenant(), claim.client(), claim.route(), claim.key());
    }
  }
}
