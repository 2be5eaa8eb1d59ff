package org.stellaops.signer.testkit.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.IdempotencyKey;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.Thumbprint;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.AuditRecords.Entry;
import org.stellaops.signer.ports.Outcome;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.RequestJournal.ClientRate;
import org.stellaops.signer.ports.RequestJournal.Conclusion;
import org.stellaops.signer.ports.RequestJournal.Earlier;
import org.stellaops.signer.ports.RequestJournal.Hold;
import org.stellaops.signer.ports.RequestJournal.HoldRequest;
import org.stellaops.signer.ports.RequestJournal.IdempotencyClaim;
import org.stellaops.signer.ports.RequestJournal.Opened;
import org.stellaops.signer.ports.RequestJournal.Opening;
import org.stellaops.signer.ports.RequestJournal.ProofClaim;
import org.stellaops.signer.ports.RequestJournal.Reservation;
import org.stellaops.signer.ports.RequestJournal.ReserveRequest;
import org.stellaops.signer.ports.RequestJournal.Unconcluded;

/** What the contract tests of the journal share: short words for its steps. */
public abstract class JournalContract {

  /** The moment at which a bench's wall clock starts; not near midnight. */
  public static final Instant START = Instant.parse("2026-03-05T09:30:00.123456Z");

  protected static final Tenant ACME = new Tenant("acme");
  protected static final Tenant OTHER = new Tenant("other");
  protected static final ClientId CLIENT = new ClientId("ci");
  protected static final RateLimit WIDE = new RateLimit(1_000_000, 1_000_000);
  protected static final Duration LEASE = Duration.ofSeconds(30);
  protected static final long PLENTY = 1L << 40;

  private JournalBench bench;

  /** A fresh, empty journal whose wall clock says {@link #START}. */
  protected abstract JournalBench newBench();

  @BeforeEach
  public void openBench() {
    bench = newBench();
  }

  @AfterEach
  public void closeBench() {
    bench.close();
  }

  protected JournalBench bench() {
    return bench;
  }

  protected RequestJournal journal() {
    return bench.journal();
  }

  protected static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(20), Ticker.system());
  }

  protected AuditId newId() {
    return NewIds.newId();
  }

  protected static Bytes record(String text) {
    return Bytes.utf8("{\"record\":\"" + text + "\"}");
  }

  protected static ProofClaim proof(String key, String jti) {
    return new ProofClaim(
        new Thumbprint(key.repeat(43)), Bytes.utf8(jti).sha256(), START.plusSeconds(65));
  }

  protected Opened open(AuditId id, Tenant tenant, @Nullable ProofClaim proof) {
    return journal().open(Openings.of(id, tenant, proof, record("opened")), soon());
  }

  protected Opened open(
      AuditId id, Tenant tenant, ClientId client, RateLimit rate, @Nullable ProofClaim proof) {
    return journal()
        .open(
            new Opening(id, tenant, new ClientRate(client, rate), proof, record("opened")), soon());
  }

  /** Opens a request of {@link #ACME} without a proof. */
  protected AuditId opened() {
    return opened(ACME);
  }

  protected AuditId opened(Tenant tenant) {
    AuditId id = newId();
    journal().open(Openings.of(id, tenant, null, record("opened")), soon());
    return id;
  }

  protected List<AuditId> opened(int count) {
    return IntStream.range(0, count).mapToObj(i -> opened()).toList();
  }

  protected Hold hold(AuditId id, RateLimit rate, int concurrency) {
    return hold(id, ACME, rate, concurrency);
  }

  protected Hold hold(AuditId id, Tenant tenant, RateLimit rate, int concurrency) {
    return journal().hold(new HoldRequest(id, tenant, rate, concurrency, LEASE), soon());
  }

  protected Reservation reserve(AuditId id, long bytes, long bytesPerDay, long perDay) {
    return reserve(id, 1, bytes, bytesPerDay, perDay);
  }

  protected Reservation reserve(
      AuditId id, int signatures, long bytes, long bytesPerDay, long perDay) {
    return journal()
        .reserve(
            new ReserveRequest(
                id, ACME, null, bytes, signatures, bytesPerDay, perDay, record("intent")),
            soon());
  }

  /** Reserves for a request of {@link #ACME} with room for everything. */
  protected Reservation reserve(AuditId id, IdempotencyClaim claim) {
    return journal()
        .reserve(
            new ReserveRequest(id, claim.tenant(), claim, 1, 1, PLENTY, PLENTY, record("intent")),
            soon());
  }

  protected boolean conclude(AuditId id, Outcome outcome) {
    return conclude(id, ACME, outcome, record("decision"));
  }

  protected boolean conclude(AuditId id, Tenant tenant, Outcome outcome, Bytes decision) {
    Bytes result = outcome == Outcome.SIGNED ? record("result") : null;
    return journal().conclude(new Conclusion(id, tenant, outcome, decision, result), soon());
  }

  protected List<Unconcluded> takeOver() {
    return journal().takeOver(1_000, soon());
  }

  protected static IdempotencyClaim claim(String key) {
    return new IdempotencyClaim(
        ACME,
        new ClientId("ci"),
        "POST /sign/dsse",
        new IdempotencyKey(key),
        record("body").sha256());
  }

  protected Optional<Earlier> recall(IdempotencyClaim claim) {
    return journal().recall(claim, soon());
  }

  protected List<Entry> find(Tenant tenant, AuditId id) {
    return bench.records().find(tenant, id, soon());
  }

  protected List<Entry> find(AuditId id) {
    return find(ACME, id);
  }
}
