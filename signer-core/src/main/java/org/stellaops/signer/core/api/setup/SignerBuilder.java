package org.stellaops.signer.core.api.setup;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.admission.AdmissionGate;
import org.stellaops.signer.core.api.Signer;
import org.stellaops.signer.core.api.policy.CallerRules;
import org.stellaops.signer.core.api.policy.EntitlementRules;
import org.stellaops.signer.core.api.policy.Policies;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.api.policy.ReleaseCaching;
import org.stellaops.signer.core.approval.ApprovalOperations;
import org.stellaops.signer.core.approval.ApprovalRules;
import org.stellaops.signer.core.approval.ApprovedImages;
import org.stellaops.signer.core.bypass.BypassGuard;
import org.stellaops.signer.core.bypass.BypassOperations;
import org.stellaops.signer.core.caller.CallerGate;
import org.stellaops.signer.core.caller.NonceIssuer;
import org.stellaops.signer.core.check.SignatureCheck;
import org.stellaops.signer.core.entitlement.EntitlementGate;
import org.stellaops.signer.core.idempotency.IdempotencyGate;
import org.stellaops.signer.core.idempotency.StoredSignatures;
import org.stellaops.signer.core.intake.ByteBudget;
import org.stellaops.signer.core.intake.IntakeGate;
import org.stellaops.signer.core.keys.KeyOperations;
import org.stellaops.signer.core.keys.KeyRegister;
import org.stellaops.signer.core.keys.KeyRules;
import org.stellaops.signer.core.lifecycle.RequestLifecycle;
import org.stellaops.signer.core.lifecycle.UnidentifiedRequests;
import org.stellaops.signer.core.operations.AuditReading;
import org.stellaops.signer.core.operations.ReferrerReading;
import org.stellaops.signer.core.operations.SignerService;
import org.stellaops.signer.core.operations.TrustDocument;
import org.stellaops.signer.core.pipeline.NoAuthority;
import org.stellaops.signer.core.pipeline.RandomAuditIds;
import org.stellaops.signer.core.pipeline.SigningPipeline;
import org.stellaops.signer.core.release.ReleaseGate;
import org.stellaops.signer.core.release.Releases;
import org.stellaops.signer.core.reservation.ReservationGate;
import org.stellaops.signer.core.seal.SealGuard;
import org.stellaops.signer.core.seal.SealOperations;
import org.stellaops.signer.core.seal.SealRules;
import org.stellaops.signer.core.securitykey.KeySignatures;
import org.stellaops.signer.core.securitykey.SecurityKeyParts;
import org.stellaops.signer.core.signing.KeylessSigning;
import org.stellaops.signer.core.signing.OpenKeys;
import org.stellaops.signer.core.signing.OpenKeys.Unavailable;
import org.stellaops.signer.core.signing.OtherUses;
import org.stellaops.signer.core.signing.SigningStep;
import org.stellaops.signer.core.statement.Parses;
import org.stellaops.signer.core.statement.StatementGate;
import org.stellaops.signer.core.verification.BundleReading;
import org.stellaops.signer.core.verification.NoExaminer;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.Primitives;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.ArtifactRegistry;
import org.stellaops.signer.ports.AuditRecords;
import org.stellaops.signer.ports.BundleExaminer;
import org.stellaops.signer.ports.EntitlementArchive;
import org.stellaops.signer.ports.ImageApprovals;
import org.stellaops.signer.ports.Licensing;
import org.stellaops.signer.ports.LocalCallers;
import org.stellaops.signer.ports.Observations;
import org.stellaops.signer.ports.PossessionProofs;
import org.stellaops.signer.ports.RefusalLog;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.SignatureReader;
import org.stellaops.signer.ports.SignedTokens;
import org.stellaops.signer.ports.SigningKeys;

/**
 * Puts a {@link Signer} together from port implementations. What is not given says no: without an
 * Authority nobody is identified over a network, without {@link LocalCallers} nobody in the
 * process, without a release source no release is trusted. Time, the store, the licence issuer and
 * the policies have no default.
 */
public final class SignerBuilder {

  private @Nullable InstantSource clock;
  private @Nullable Ticker ticker;
  private SecureRandom random = Primitives.random();
  private @Nullable JcaProviders providers;
  private Observations observations = trace -> {};
  private LocalCallers localCallers = Optional::empty;
  private Limits limits = Limits.standard();
  private byte @Nullable [] nonceSecret;
  private @Nullable CallerRules callerRules;
  private @Nullable SignedTokens accessTokens;
  private @Nullable PossessionProofs possessionProofs;
  private @Nullable EntitlementRules entitlementRules;
  private @Nullable SignedTokens licences;
  private @Nullable Licensing licensing;
  private @Nullable EntitlementArchive archive;
  private @Nullable RequestJournal journal;
  private @Nullable AuditRecords records;
  private @Nullable RefusalLog lane;
  private @Nullable Supplier<PolicySnapshot> policies;
  private @Nullable OpenKeys keys;
  private Executor executor = Runnable::run;
  private List<ArtifactRegistry> releaseSources = List.of();
  private SignatureReader releaseReader =
      (document, keys) -> new SignatureReader.Reading.Malformed("reader", "no reader");
  private BundleExaminer examiner = NoExaminer.INSTANCE;
  private ReleaseCaching releaseSettings = ReleaseCaching.defaults();
  private @Nullable SealGuard seal;
  private SealRules sealRules = SealRules.NOBODY;
  private KeyRules keyRules = KeyRules.ONE_PERSON;
  private KeylessParts keyless = KeylessParts.NONE;
  private @Nullable ImageApprovals approvals;
  private ApprovalRules approvalRules = ApprovalRules.NOBODY;
  private BypassGuard bypasses = BypassGuard.none();
  private @Nullable SecurityKeyParts securityKeys;

  /**
   * What one process may use.
   *
   * @param serverCap largest request body in bytes
   * @param memoryBudget bytes of bodies held at one time; a request needs about four times its
   *     body. Of several tenants one holds at most half, and sends no larger body
   * @param requestTime how long one request may take, the reading of its body included
   * @param concurrencyLease after which held concurrency is free even if a request never ends
   * @param nonceRotation how long one DPoP nonce is handed out
   */
  public record Limits(
      long serverCap,
      long memoryBudget,
      Duration requestTime,
      Duration concurrencyLease,
      Duration nonceRotation) {

    /** 100 MiB bodies, an eighth of the heap, 60 s, 90 s, 30 s. */
    public static Limits standard() {
      return new Limits(
          100L << 20,
          Math.max(1 << 20, Runtime.getRuntime().maxMemory() / 8),
          Duration.ofSeconds(60),
          Duration.ofSeconds(90),
          Duration.ofSeconds(30));
    }
  }

  /**
   * The wall clock, by which tokens are judged, and monotonic time, by which ages and deadlines
   * are.
   */
  public SignerBuilder time(InstantSource clock, Ticker ticker) {
    this.clock = clock;
    this.ticker = ticker;
    return this;
  }

  public SignerBuilder random(SecureRandom random) {
    this.random = random;
    return this;
  }

  /**
   * What checks our own signatures before they are released, preferably another provider than the
   * one that made them; without this, those that the platform has registered.
   */
  public SignerBuilder providers(JcaProviders providers) {
    this.providers = providers;
    return this;
  }

  /**
   * The secret from which nonces are derived, of at least 32 random bytes: nodes that share it
   * accept each other's nonces. Without it each process makes one of its own.
   *
   * @throws IllegalArgumentException for fewer bytes
   */
  public SignerBuilder nonceSecret(byte[] secret) {
    if (secret.length < NonceIssuer.LEAST_SECRET_BYTES) {
      throw new IllegalArgumentException(
          "the secret of the nonces has at least " + NonceIssuer.LEAST_SECRET_BYTES + " bytes");
    }
    this.nonceSecret = secret.clone();
    return this;
  }

  public SignerBuilder observations(Observations observations) {
    this.observations = observations;
    return this;
  }

  public SignerBuilder limits(Limits limits) {
    this.limits = limits;
    return this;
  }

  /** Callers over a network: tokens of the Authorities, bound by DPoP. */
  public SignerBuilder authority(CallerRules rules, SignedTokens tokens, PossessionProofs proofs) {
    this.callerRules = rules;
    this.accessTokens = tokens;
    this.possessionProofs = proofs;
    return this;
  }

  /** Callers in this process. */
  public SignerBuilder localCallers(LocalCallers localCallers) {
    this.localCallers = localCallers;
    return this;
  }

  /** Entitlements of {@code issuer} for the audience {@code signer}, checked by signature alone. */
  public SignerBuilder licences(IssuerName issuer, SignedTokens licences) {
    return licences(
        EntitlementRules.standard(issuer, "signer", EntitlementRules.Check.TOKEN), licences);
  }

  /** Entitlements checked by the proof's signature alone. */
  public SignerBuilder licences(EntitlementRules rules, SignedTokens licences) {
    return licences(
        rules,
        licences,
        (proof, deadline) -> {
          throw new IllegalStateException("the rules check the token alone");
        });
  }

  /** Entitlements that Licensing is asked about. */
  public SignerBuilder licences(
      EntitlementRules rules, SignedTokens licences, Licensing licensing) {
    this.entitlementRules = rules;
    this.licences = licences;
    this.licensing = licensing;
    return this;
  }

  /** Where everything durable is kept. */
  public SignerBuilder store(
      RequestJournal journal, AuditRecords records, EntitlementArchive archive, RefusalLog lane) {
    this.journal = journal;
    this.records = records;
    this.archive = archive;
    this.lane = lane;
    return this;
  }

  /**
   * Policy that does not change, and the backends that hold its keys by the names that it uses.
   *
   * @throws IllegalArgumentException when two keys are one
   */
  public SignerBuilder policies(Policies policies, Map<String, SigningKeys> backends) {
    Ticker ticker = required(this.ticker, "time");
    PolicySnapshot only = PolicySnapshot.of(policies, List.of());
    OpenKeys catalog =
        new OpenKeys(
            any -> backends,
            any -> OtherUses.none(),
            ticker,
            KeyRegister.ofPolicyAlone(required(this.clock, "time"), ticker));
    List<Unavailable> none = catalog.open(only, Deadline.in(Duration.ofSeconds(30), ticker));
    if (!none.isEmpty()) {
      throw new IllegalArgumentException("a key cannot be opened: " + none.get(0).why());
    }
    return policies(() -> only, catalog);
  }

  /**
   * Policy that may be swapped: every request asks {@code policies} once.
   *
   * @param keys has opened the keys of each snapshot before it is put in force
   */
  public SignerBuilder policies(Supplier<PolicySnapshot> policies, OpenKeys keys) {
    this.policies = policies;
    this.keys = keys;
    return this;
  }

  /**
   * Runs the signing with several keys at the same time; unless given, they sign one after the
   * other on the caller's thread.
   */
  public SignerBuilder executor(Executor executor) {
    this.executor = executor;
    return this;
  }

  /** Where release signatures are looked for. Whose count is policy. */
  public SignerBuilder releases(
      List<ArtifactRegistry> sources, SignatureReader reader, ReleaseCaching settings) {
    this.releaseSources = List.copyOf(sources);
    this.releaseReader = reader;
    this.releaseSettings = settings;
    return this;
  }

  /** What checks envelopes and bundles for callers who ask; without this, nothing is verified. */
  public SignerBuilder examiner(BundleExaminer examiner) {
    this.examiner = examiner;
    return this;
  }

  /** What signs without keys of tenants, and proves when it signed; without this, nothing does. */
  public SignerBuilder keyless(KeylessParts keyless) {
    this.keyless = keyless;
    return this;
  }

  /** What it takes to change a key's life; without this one person does everything. */
  public SignerBuilder keyRules(KeyRules rules) {
    this.keyRules = rules;
    return this;
  }

  /**
   * What may stop all signing, and who; without this, nothing does.
   *
   * @param guard somebody calls {@link SealGuard#refresh} on it every second
   */
  public SignerBuilder seal(SealGuard guard, SealRules rules) {
    this.seal = guard;
    this.sealRules = rules;
    return this;
  }

  /** Images that people let pass for a time; without this, nobody does. */
  public SignerBuilder approvals(ImageApprovals approvals, ApprovalRules rules) {
    this.approvals = approvals;
    this.approvalRules = rules;
    return this;
  }

  /** With which persons sign what they decide; without this, nobody has one. */
  public SignerBuilder securityKeys(SecurityKeyParts parts) {
    this.securityKeys = parts;
    return this;
  }

  /**
   * By which a tenant may sign without a Proof of Entitlement; without this, none does.
   *
   * @param bypasses somebody calls {@link BypassGuard#refresh} on it every second
   */
  public SignerBuilder bypasses(BypassGuard bypasses) {
    this.bypasses = bypasses;
    return this;
  }

  /**
   * The service. Requests that an earlier process left open should be concluded by {@link Recovery}
   * first.
   *
   * @throws NullPointerException when a part without a default is missing
   */
  public Signer build() {
    InstantSource clock = required(this.clock, "time");
    Ticker ticker = required(this.ticker, "time");
    RequestJournal journal = required(this.journal, "store");
    RefusalLog lane = required(this.lane, "store");
    Supplier<PolicySnapshot> policies = required(this.policies, "policies");
    OpenKeys keys = required(this.keys, "policies");
    RandomAuditIds ids = new RandomAuditIds(clock, random);
    NonceIssuer nonces =
        nonceSecret == null
            ? new NonceIssuer(ticker, limits.nonceRotation(), random)
            : NonceIssuer.shared(nonceSecret, clock, ticker, limits.nonceRotation());
    Releases releases = new Releases(releaseSources, releaseReader, releaseSettings, clock, ticker);
    RequestLifecycle lifecycle =
        new RequestLifecycle(
            journal,
            new UnidentifiedRequests(lane, ids, clock),
            observations,
            clock,
            ticker,
            limits.requestTime());
    CallerGate callers =
        new CallerGate(
            callerRules == null ? NoAuthority.rules() : callerRules,
            policies,
            accessTokens == null ? NoAuthority.TOKENS : accessTokens,
            possessionProofs == null ? NoAuthority.PROOFS : possessionProofs,
            nonces,
            localCallers,
            journal,
            lane,
            ids,
            clock);
    SignatureCheck check =
        new SignatureCheck(providers == null ? JcaProviders.platform() : providers);
    KeylessSigning keyless = this.keyless.signing(clock, ticker, executor);
    IdempotencyGate repeats =
        new IdempotencyGate(
            journal,
            new StoredSignatures(keys, keys.register(), check, this.keyless.trust(), clock));
    SealGuard seal = this.seal == null ? SealGuard.none(ticker) : this.seal;
    IntakeGate receiving =
        new IntakeGate(limits.serverCap(), new ByteBudget(limits.memoryBudget()));
    KeySignatures signatures = new KeySignatures(securityKeys, random, clock);
    Parses parses = Parses.leavingOneProcessor();
    SigningPipeline pipeline =
        new SigningPipeline(
            callers,
            receiving,
            new StatementGate(parses),
            entitlements(clock, ticker),
            repeats,
            new AdmissionGate(
                keys,
                keys.register(),
                keyless.timestamps().isPresent(),
                journal,
                limits.concurrencyLease()),
            new ReleaseGate(releases, new ApprovedImages(approvals, approvalRules, clock)),
            new ReservationGate(journal, repeats, lifecycle),
            new SigningStep(keys, check, executor, lifecycle, seal, keyless),
            lifecycle,
            seal);
    return new SignerService(
        pipeline,
        callers,
        new AuditReading(required(records, "store")),
        new ReferrerReading(releases),
        new BundleReading(examiner, keys, keys.register(), parses, ticker),
        lifecycle,
        keyless,
        nonces,
        new TrustDocument(policies, keys, keys.register(), ticker),
        receiving,
        new SealOperations(seal, sealRules),
        new KeyOperations(keys.register(), keyRules),
        new ApprovalOperations(approvals, approvalRules, signatures, clock),
        new BypassOperations(bypasses),
        signatures);
  }

  private EntitlementGate entitlements(InstantSource clock, Ticker ticker) {
    return new EntitlementGate(
        required(entitlementRules, "licences"),
        required(licences, "licences"),
        required(licensing, "licences"),
        required(archive, "store"),
        bypasses,
        clock,
        ticker);
  }

  private static <T> T required(@Nullable T part, String name) {
    return Objects.requireNonNull(part, () -> "a signer needs " + name);
  }
}
