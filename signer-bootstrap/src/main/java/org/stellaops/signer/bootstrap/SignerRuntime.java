package org.stellaops.signer.bootstrap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.stellaops.signer.bootstrap.config.AuthoritySettings;
import org.stellaops.signer.bootstrap.config.BypassSettings.Approver;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.LicensingSettings;
import org.stellaops.signer.bootstrap.config.PageSettings;
import org.stellaops.signer.bootstrap.config.Secret;
import org.stellaops.signer.core.api.Signer;
import org.stellaops.signer.core.api.policy.AuthorityRules;
import org.stellaops.signer.core.api.policy.CallerRules;
import org.stellaops.signer.core.api.policy.EntitlementRules;
import org.stellaops.signer.core.api.policy.Policies;
import org.stellaops.signer.core.api.policy.ReleaseCaching;
import org.stellaops.signer.core.api.policy.TokenTimes;
import org.stellaops.signer.core.api.setup.Recovery;
import org.stellaops.signer.core.api.setup.SignerBuilder;
import org.stellaops.signer.core.approval.ApprovalRules;
import org.stellaops.signer.core.bypass.BypassGuard;
import org.stellaops.signer.core.bypass.BypassRules;
import org.stellaops.signer.core.keys.KeyRegister;
import org.stellaops.signer.core.keys.KeyRules;
import org.stellaops.signer.core.keys.KeyVerb;
import org.stellaops.signer.core.seal.SealGuard;
import org.stellaops.signer.core.seal.SealRules;
import org.stellaops.signer.crypto.CryptoProviders;
import org.stellaops.signer.identity.DpopProofs;
import org.stellaops.signer.identity.HttpLicensing;
import org.stellaops.signer.identity.JwksTokens;
import org.stellaops.signer.identity.TokensByIssuer;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.outbound.OutboundUrl;
import org.stellaops.signer.ports.ArtifactRegistry;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.LocalCallers;
import org.stellaops.signer.ports.Observations;
import org.stellaops.signer.verify.JsonSignatureReader;
import org.stellaops.signer.verify.TrustedRootExaminer;

/**
 * The running service without its shell: every adapter that the configuration names, opened, and
 * the core over them. It serves as soon as {@link #start} returns and ends with {@link #close}.
 */
public final class SignerRuntime implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);
  private static final Duration PROOF_AGE = Duration.ofSeconds(60);
  private static final Duration PROOF_SKEW = Duration.ofSeconds(10);
  private static final Duration ENTITLEMENT_LIFE = Duration.ofDays(400);
  private static final Duration NONCE_ROTATION = Duration.ofSeconds(30);
  private static final Duration UNTRUSTED_FOR = Duration.ofSeconds(10);
  private static final int IMAGES_REMEMBERED = 1000;

  private volatile Config config;
  private final Opened opened;
  private final Signer signer;
  private final LivePolicy policy;
  private final OpenedStore store;
  private final Ticker ticker;
  private final Recovery.Found recovered;
  private final ReadinessProbe readiness;
  private final CryptoProviders crypto;
  private final SealWatch seal;
  private final KeyTests tests;
  private final KeyLives lives;
  private final boolean newCatalog;

  private SignerRuntime(
      Config config,
      Opened opened,
      Signer signer,
      LivePolicy policy,
      OpenedStore store,
      Ticker ticker,
      Recovery.Found recovered,
      ReadinessProbe readiness,
      CryptoProviders crypto,
      SealWatch seal,
      KeyTests tests,
      boolean newCatalog) {
    this.newCatalog = newCatalog;
    this.config = config;
    this.opened = opened;
    this.signer = signer;
    this.policy = policy;
    this.store = store;
    this.ticker = ticker;
    this.recovered = recovered;
    this.readiness = readiness;
    this.crypto = crypto;
    this.seal = seal;
    this.tests = tests;
    this.lives = new KeyLives(policy);
  }

  /** A service for callers over a network only. */
  public static SignerRuntime start(
      Config config, Observations observations, Consumer<? super Throwable> fatal)
      throws StartFailed {
    return start(config, observations, fatal, Optional::empty);
  }

  /**
   * Opens everything, concludes what an earlier process left open, as far as there is time for it,
   * and returns a service that may sign. It does not wait for Authority or Licensing: they may
   * start later.
   *
   * @param fatal called once, on a thread of the store, when its medium has failed; ends the
   *     process
   * @param localCallers vouches for callers in this process; written by whoever embeds the service
   * @throws StartFailed with everything closed again
   */
  public static SignerRuntime start(
      Config config,
      Observations observations,
      Consumer<? super Throwable> fatal,
      LocalCallers localCallers)
      throws StartFailed {
    Opened opened = new Opened();
    try {
      return open(config, observations, fatal, localCallers, opened);
    } catch (StartFailed | RuntimeException e) {
      close(opened, e);
      throw e;
    }
  }

  private static void close(Opened opened, Exception cause) {
    try {
      opened.close();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  private static SignerRuntime open(
      Config config,
      Observations observations,
      Consumer<? super Throwable> fatal,
      LocalCallers localCallers,
      Opened opened)
      throws StartFailed {
    InstantSource clock = InstantSource.system();
    Ticker ticker = Ticker.system();
    Deadline deadline = Deadline.in(START, ticker);
    CryptoProviders crypto = ChosenCrypto.open(config.crypto(), opened);
    OpenedStore store = opened.add(OpenedStore.open(config.store(), clock, ticker, fatal));
    // A request may end late by the time its record takes.
    Duration longest = config.limits().requestTime().multipliedBy(2);
    KeyRegister register = KeyRegister.of(store.keys(), clock, ticker, config.keys().maximumAge());
    boolean empty = Section.made("store", () -> store.keys().read(deadline).isEmpty());
    boolean activatedByTwo = config.keys().twoPersons().contains(KeyVerb.ACTIVATE);
    if (activatedByTwo && !empty) {
      register.prepareNewKeys();
    }
    LivePolicy policy =
        opened.add(new LivePolicy(config, crypto.fips(), ticker, register, longest, deadline));
    Connections connections = new Connections(observations, opened);
    List<ArtifactRegistry> sources = Sources.open(config, ticker, connections);
    Map<String, JwksTokens> authorities =
        Issuers.authorities(config, ticker, connections, crypto.providers());
    JwksTokens licences = Issuers.licensing(config, ticker, connections, crypto.providers());
    SignerBuilder builder =
        new SignerBuilder()
            .time(clock, ticker)
            .providers(crypto.providers())
            .observations(observations)
            .localCallers(localCallers)
            .limits(Section.made("limits", () -> limits(config)))
            .store(store.journal(), store.auditRecords(), store.entitlements(), store.refusals())
            .policies(policy, policy.keys())
            .executor(opened.add(new SigningThreads()))
            .authority(
                Section.made("authority", () -> callerRules(config)),
                new TokensByIssuer(byIssuer(config, authorities)),
                new DpopProofs(crypto.providers()))
            .releases(
                sources,
                ReleaseRules.reader(config, crypto.providers(), clock),
                Section.made("releases", () -> releases(config)));
    licensing(config, builder, licences, connections);
    nonces(config, builder);
    SigstoreParts sigstore = SigstoreParts.open(config, connections, crypto.providers());
    builder.keyless(sigstore.parts());
    builder.examiner(
        new TrustedRootExaminer(TrustedRoots.ofVerification(config), crypto.providers(), clock));
    Recovery.Found recovered =
        opened
            .add(new RecoveryTimer(new Recovery(store.journal(), clock), ticker))
            .start(RecoveryTimer.EVERY);
    SealGuard guard = SealGuard.of(store.seal(), ticker);
    builder.seal(guard, new SealRules(config.seal().operators(), config.seal().unsealWithin()));
    builder.keyRules(new KeyRules(config.keys().twoPersons(), config.keys().confirmWithin()));
    builder.approvals(
        store.approvals(),
        new ApprovalRules(
            config.approvals().tenants(),
            config.approvals().decideWithin(),
            config.approvals().longest()));
    SecurityKeys.open(config, store.securityKeys(), crypto.providers())
        .ifPresent(builder::securityKeys);
    BypassGuard bypasses =
        new BypassGuard(
            store.bypasses(),
            new JsonSignatureReader(crypto.providers()),
            Section.made("bypass", () -> bypass(config)),
            clock);
    builder.bypasses(bypasses);
    SealWatch seal =
        opened.add(
            new SealWatch(
                guard,
                !config.seal().operators().isEmpty(),
                register,
                bypasses,
                observations,
                ticker));
    Section.made("seal", () -> started(seal));
    UsableSources usable =
        new UsableSources(sources, !config.releases().staleWhileOutage().isZero());
    ReadinessProbe.Check journal = ReadinessProbe.journal(store);
    ReadinessProbe readiness =
        opened.add(
            new ReadinessProbe(
                () -> {
                  List<ReadinessProbe.Check> checks = new ArrayList<>(List.of(journal));
                  checks.addAll(
                      ReadinessProbe.peers(policy.backends(), sources, authorities, licences));
                  checks.addAll(sigstore.checks());
                  return checks;
                },
                states -> {
                  Map<String, ReadinessProbe.State> judged = new HashMap<>();
                  judged.putAll(new UsableKeys(policy).judged(states));
                  judged.putAll(usable.judged(states));
                  return judged;
                },
                ticker));
    Signer signer = opened.add(Section.made("configuration", builder::build));
    KeyTests tests =
        opened.add(
            new KeyTests(
                policy, crypto.providers(), store.journal(), guard, observations, clock, ticker));
    policy.enrol(deadline);
    if (activatedByTwo) {
      // The keys of a first start are active: there is nobody yet who could have them activated.
      register.prepareNewKeys();
    }
    readiness.warm();
    return new SignerRuntime(
        config, opened, signer, policy, store, ticker, recovered, readiness, crypto, seal, tests,
        empty);
  }

  private static BypassRules bypass(Config config) {
    return new BypassRules(
        config.bypass().operators(),
        config.bypass().approvers().stream()
            .collect(Collectors.toMap(Approver::name, each -> Objects.requireNonNull(each.key()))),
        config.bypass().longest(),
        config.server().publicOrigin());
  }

  private static SealWatch started(SealWatch seal) {
    seal.start();
    return seal;
  }

  static SignerBuilder.Limits limits(Config config) {
    Duration requestTime = config.limits().requestTime();
    return new SignerBuilder.Limits(
        config.limits().serverCap(),
        config.limits().memoryBudget(),
        requestTime,
        requestTime.multipliedBy(3).dividedBy(2),
        NONCE_ROTATION);
  }

  static Map<IssuerName, JwksTokens> byIssuer(Config config, Map<String, JwksTokens> authorities) {
    Map<IssuerName, JwksTokens> byIssuer = new HashMap<>();
    for (AuthoritySettings authority : config.authorities()) {
      byIssuer.put(authority.issuer(), Objects.requireNonNull(authorities.get(authority.name())));
    }
    return byIssuer;
  }

  static CallerRules callerRules(Config config) {
    return new CallerRules(
        config.authorities().stream()
            .map(authority -> authorityRules(authority, config.page()))
            .toList(),
        config.server().publicOrigin(),
        PROOF_AGE,
        PROOF_SKEW);
  }

  private static AuthorityRules authorityRules(AuthoritySettings authority, PageSettings page) {
    Set<ClientId> people =
        authority.personClients().stream().map(ClientId::new).collect(Collectors.toSet());
    if (page.clientId() != null && authority.issuer().equals(page.issuer())) {
      people.add(new ClientId(page.clientId()));
    }
    return new AuthorityRules(
        authority.name(),
        authority.issuer(),
        authority.audience(),
        authority.types(),
        new TokenTimes(authority.maxTokenLifetime(), CLOCK_SKEW),
        authority.toleratedConfirmation(),
        authority.releaseClaim(),
        Optional.ofNullable(authority.tenants()),
        people);
  }

  static void nonces(Config config, SignerBuilder builder) throws StartFailed {
    Secret secret = config.server().nonceSecret();
    if (secret == null) {
      return;
    }
    try {
      char[] text = secret.reveal();
      byte[] bytes = new String(text).getBytes(StandardCharsets.UTF_8);
      Arrays.fill(text, '\0');
      Section.made("server.nonceSecret", () -> builder.nonceSecret(bytes));
    } catch (IOException e) {
      throw new StartFailed(StartFailed.Reason.SECRET, "server.nonceSecret: " + e.getMessage(), e);
    }
  }

  static ReleaseCaching releases(Config config) {
    return new ReleaseCaching(
        config.releases().cacheTtl(),
        UNTRUSTED_FOR,
        config.releases().staleWhileOutage(),
        IMAGES_REMEMBERED);
  }

  static SignerBuilder licensing(
      Config config, SignerBuilder builder, JwksTokens licences, Connections connections)
      throws StartFailed {
    LicensingSettings settings = config.licensing();
    EntitlementRules rules =
        Section.made(
            "licensing",
            () ->
                new EntitlementRules(
                    settings.issuer(),
                    settings.audience(),
                    new TokenTimes(ENTITLEMENT_LIFE, CLOCK_SKEW),
                    settings.mode(),
                    settings.freshFor(),
                    settings.ttl()));
    Optional<HttpLicensing> introspection = introspection(settings, connections);
    return introspection.isEmpty()
        ? builder.licences(rules, licences)
        : builder.licences(rules, licences, introspection.get());
  }

  /** How Licensing is asked; empty where the configuration asks it nothing. */
  static Optional<HttpLicensing> introspection(LicensingSettings settings, Connections connections)
      throws StartFailed {
    if (settings.introspectionUri() == null) {
      return Optional.empty();
    }
    OutboundUrl endpoint =
        connections.url(
            "licensing.introspectionUri",
            settings.introspectionUri(),
            settings.connection(),
            Dependency.LICENSING);
    return Optional.of(new HttpLicensing(endpoint, ClientAuthorization.ofLicensing(settings)));
  }

  public Signer signer() {
    return signer;
  }

  public Config config() {
    return config;
  }

  /** Plans and tenants with their rules. */
  public Policies policies() {
    return policy.get().policies();
  }

  /** The digest of the policy in force, as records name it. */
  public Digest policySha256() {
    return policy.get().sha256();
  }

  /**
   * Why keys could not be opened with the policy in force, by {@code tenant/name}; each is tried
   * again when a request asks for it.
   */
  public Map<String, String> unavailableKeys() {
    Map<String, String> why = new TreeMap<>();
    policy.unavailable().forEach(key -> why.put(key.toString(), key.why()));
    return why;
  }

  /**
   * Puts {@code next} in force for requests that are identified from now on: tenants, plans, keys,
   * profiles, release keys and allow-lists, all of them or none. Requests that run keep to the
   * policy that they began with. {@code server.tls} is the shell's to change.
   */
  public synchronized Reload reload(Config next) {
    List<String> fixed = FixedSettings.changed(config, next);
    if (!fixed.isEmpty()) {
      return new Reload.Rejected(fixed);
    }
    try {
      boolean changed = policy.replace(next, Deadline.in(START, ticker));
      config = next;
      Digest named = policy.get().sha256();
      return changed ? new Reload.Applied(named) : new Reload.Unchanged(named);
    } catch (StartFailed e) {
      return new Reload.Rejected(List.of(String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      return new Reload.Rejected(
          List.of("the configuration cannot be put in force: " + e.getClass().getName()));
    }
  }

  /**
   * Stops all signing, for whoever may send this process a signal: of this process on return, of
   * the service when {@code written} is called. Until then the store is tried again and again.
   *
   * @param signal its name, which stands for the person
   * @param waiting told each time that the store could not be written
   */
  public void seal(String signal, Runnable written, Consumer<RuntimeException> waiting) {
    seal.seal(signal, written, waiting);
  }

  /**
   * Whether the store knew no key when it was opened, so that those of the configuration began
   * their lives now, whatever they were before.
   */
  public boolean isCatalogNew() {
    return newCatalog;
  }

  /** What an operator should do before signing has to be stopped; empty where all is well. */
  public Optional<String> sealAdvice() {
    return config.seal().operators().isEmpty() ? Optional.of(SealWatch.NOBODY) : Optional.empty();
  }

  /** Whether signing goes on; not asked of the store anew. */
  public ReadinessProbe.State sealState() {
    return seal.trouble()
        .map(why -> new ReadinessProbe.State(false, why))
        .orElseGet(() -> new ReadinessProbe.State(true, "ok"));
  }

  /**
   * How long ago the store last said whether signing is stopped, and in what state keys are. At
   * four seconds signing stops by itself.
   */
  public Duration sinceStoreHeard() {
    return seal.sinceHeard();
  }

  /** Whether all signing is stopped, as this node knows it. */
  public boolean isSealed() {
    return seal.isSealed();
  }

  /**
   * The emergency bypasses that hold, as this node knows them: one line each that says for whom,
   * until when and by whom.
   */
  public List<String> bypasses() {
    return seal.bypasses();
  }

  /**
   * How long ago the longest active key that signs was activated, of those that the policy in force
   * names; zero where none is.
   */
  public Duration oldestKey() {
    return lives.oldest();
  }

  /** The age after which a key signs nothing; empty where none is set. */
  public Optional<Duration> maximumKeyAge() {
    return Optional.ofNullable(config.keys().maximumAge());
  }

  /**
   * Tests each key that may sign, now and again and again until the end ({@code
   * keys.selfTestEvery}); returns at once. For a process that serves: one that signs once and ends
   * needs no tests, since each signature is checked before it is released.
   */
  public void testKeys() {
    tests.start();
  }

  /**
   * The revoked keys, as {@code tenant/name}, that the policy in force does not name: the public
   * list no longer tells verifiers that they are revoked.
   */
  public List<String> untoldRevocations() {
    return lives.untoldRevocations();
  }

  /**
   * What of the keys of the policy in force signs nothing until people mend it: not ready where no
   * other is left.
   */
  public ReadinessProbe.State keyState() {
    return lives.state();
  }

  /** The same, one line for each. */
  public List<String> keyTroubles() {
    return lives.troubles();
  }

  /** Of how many tenants the key catalog contradicts itself, so that none of their keys signs. */
  public int tenantsInDoubt() {
    return lives.inDoubt().size();
  }

  /** How many keys failed their last test and sign nothing. */
  public int failingKeys() {
    return tests.standing().failing().size();
  }

  /** What the tests of keys say; not ready where no key is left that passes. */
  public ReadinessProbe.State selfTestState() {
    return tests.state();
  }

  /** How many keys the catalog has, by their class and the label of their state. */
  public Map<String, Map<String, Integer>> keyStates() {
    Map<String, Map<String, Integer>> counts = new TreeMap<>();
    policy
        .keys()
        .register()
        .entries()
        .forEach(entry ->
            counts
                .computeIfAbsent(entry.keyClass(), any -> new TreeMap<>())
                .merge(entry.state().label(), 1, Integer::sum));
    return counts;
  }

  /** What an earlier process had left open and the start has concluded. */
  public Recovery.Found recovered() {
    return recovered;
  }

  /** Which providers check signatures, for people; bad where the FIPS module has failed. */
  public ReadinessProbe.State crypto() {
    return ChosenCrypto.state(crypto);
  }

  /** Why the automatic choice of them did without the native one; empty if it did not. */
  public Optional<String> cryptoMissing() {
    return crypto.missing();
  }

  /** What the service depends on, and whether each of it answers. */
  public ReadinessProbe readiness() {
    return readiness;
  }

  /** What the store takes of its disk, and what is left. */
  public StoreRoom storeRoom() {
    return store.room().get();
  }

  /** Whether refusals of unidentified requests get to their file; signing goes on without it. */
  public ReadinessProbe.State refusalLog() {
    String prefix = "not written, counted in memory: ";
    Optional<String> trouble = store.refusals().trouble().map(why -> prefix + why.getMessage());
    return new ReadinessProbe.State(true, trouble.orElse("ok"));
  }

  /** How often writing them has failed. */
  public long refusalLogFailures() {
    return store.refusals().failures();
  }

  /**
   * Stops in the reverse order of the start. Call it after the shell has drained; once is enough.
   */
  @Override
  public void close() {
    opened.close();
  }
}
