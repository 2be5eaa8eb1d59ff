package org.stellaops.signer.core.entitlement;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.stellaops.signer.core.api.Credential;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.core.api.policy.EntitlementRules;
import org.stellaops.signer.core.api.policy.Limits;
import org.stellaops.signer.core.api.policy.Plan;
import org.stellaops.signer.core.api.policy.Policies;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.core.bypass.BypassGuard;
import org.stellaops.signer.core.caller.CallerFixture;
import org.stellaops.signer.core.claims.Told;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.core.intake.ByteBudget;
import org.stellaops.signer.core.intake.IntakeGate;
import org.stellaops.signer.core.lifecycle.RequestLifecycle;
import org.stellaops.signer.core.lifecycle.UnidentifiedRequests;
import org.stellaops.signer.core.statement.Parses;
import org.stellaops.signer.core.statement.StatementGate;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.InstanceId;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.LocalCallers.LocalCaller;
import org.stellaops.signer.testkit.journal.InMemoryArchive;
import org.stellaops.signer.testkit.journal.NewIds;
import org.stellaops.signer.testkit.tokens.InMemoryTokens;
import org.stellaops.signer.testkit.tokens.JsonText;
import org.stellaops.signer.testkit.tokens.Jws;
import org.stellaops.signer.testkit.tokens.JwsKey;

/** The gate behind the real gates before it, with a Licensing service in memory. */
final class EntitlementFixture {

  static final IssuerName LICENSOR = new IssuerName("https://licensing.example");
  static final JwsKey KEY = JwsKey.es256("l1");
  static final Limits PLAN_LIMITS =
      new Limits(1_000_000, new RateLimit(100, 200), 10, 100_000_000, 5_000);

  /** Of Licensing. */
  private static final Duration LATENCY = Duration.ofMillis(200);

  final CallerFixture callers = new CallerFixture();
  final InMemoryTokens licences = new InMemoryTokens(LICENSOR, Dependency.LICENSING, KEY);
  final InMemoryArchive archive = new InMemoryArchive();
  final AtomicInteger questions = new AtomicInteger();
  volatile boolean licensingReachable = true;
  volatile boolean active = true;
  volatile Jws nextAnswer = new Jws();
  volatile boolean answerOrdered;

  /**
   * What passes between the arrival of a request and its gate, as with a body that is sent slowly.
   */
  volatile Duration bodyTakes = Duration.ZERO;

  /** Runs while Licensing works at its answer. */
  volatile Runnable whileAsked = () -> {};

  {
    Policies policies = policies();
    callers.policies = any -> policies;
  }

  private EntitlementGate entitlements = entitlements(EntitlementRules.Check.INTROSPECT);

  /** A process that starts now over the same archive. */
  void restart(EntitlementRules.Check check) {
    entitlements = entitlements(check);
  }

  void restart(EntitlementRules rules) {
    entitlements = entitlements(rules);
  }

  private EntitlementGate entitlements(EntitlementRules.Check check) {
    return entitlements(EntitlementRules.standard(LICENSOR, "signer", check));
  }

  private EntitlementGate entitlements(EntitlementRules rules) {
    return new EntitlementGate(
        rules,
        licences,
        this::introspect,
        archive,
        BypassGuard.none(),
        callers.clock,
        callers.clock);
  }

  private static Policies policies() {
    Plan pro = new Plan(new PlanName("pro"), PLAN_LIMITS, Set.of("keyful", "reports"));
    Plan free = new Plan(new PlanName("free"), PLAN_LIMITS, Set.of("keyful"));
    TenantPolicy acme =
        new TenantPolicy(
            new Tenant("acme"),
            Set.of(new PlanName("pro")),
            Map.of(),
            List.of(),
            false,
            Set.of(),
            Map.of(),
            Map.of());
    return new Policies(List.of(pro, free), List.of(acme));
  }

  private String introspect(String proof, Deadline deadline) {
    questions.incrementAndGet();
    whileAsked.run();
    if (!licensingReachable || deadline.remaining().compareTo(LATENCY) < 0) {
      throw new DependencyUnavailable(Dependency.LICENSING, false, "ordered by the test");
    }
    return (answerOrdered ? nextAnswer : answer(proof, active)).signedBy(KEY);
  }

  void order(Jws answer) {
    nextAnswer = answer;
    answerOrdered = true;
  }

  /** A right answer about {@code proof}. */
  Jws answer(String proof, boolean isActive) {
    return answerSaying(
        Map.of(
            "active",
            isActive,
            "lic",
            "licence-1",
            "ver",
            3,
            "poe_sha256",
            Bytes.utf8(proof).sha256().hex()));
  }

  Jws answerSaying(Map<String, Object> introspection) {
    return new Jws()
        .header("typ", "token-introspection+jwt")
        .header("alg", "ES256")
        .header("kid", "l1")
        .claim("iss", LICENSOR.value())
        .claim("aud", "signer")
        .claim("iat", callers.now())
        .claim("token_introspection", introspection);
  }

  /** A right proof for the caller of {@link #ask}. */
  Jws proof() {
    return new Jws()
        .header("typ", "poe+jwt")
        .header("alg", "ES256")
        .header("kid", "l1")
        .claim("iss", LICENSOR.value())
        .claim("aud", "signer")
        .claim("iat", callers.now() - 86_400)
        .claim("exp", callers.now() + 86_400)
        .claim("tid", "acme")
        .claim("inst", "install-1")
        .claim("lic", "licence-1")
        .claim("ver", 3)
        .claim("plan", "pro")
        .claim("features", List.of("keyful"));
  }

  Asked ask(Jws proof) {
    return ask(proof.signedBy(KEY));
  }

  /** Sends a request of a DPoP-bound caller with this proof through the gates. */
  Asked ask(String proof) {
    String token = callers.token().signedBy(CallerFixture.AUTHORITY);
    String dpop = callers.proof(token).signedBy(CallerFixture.CLIENT);
    return ask(callers.credential(List.of("DPoP " + token), List.of(dpop)), proof);
  }

  /** The same for an embedded caller. */
  Asked askEmbedded(String proof) {
    callers.local =
        Optional.of(
            new LocalCaller(
                new Tenant("acme"), new ClientId("host"), new InstanceId("install-1"), null));
    return ask(new Credential.Local(), proof);
  }

  private Asked ask(Credential credential, String proof) {
    AtomicReference<Entitled> entitled = new AtomicReference<>();
    RequestLifecycle lifecycle =
        new RequestLifecycle(
            callers.journal,
            new UnidentifiedRequests(callers.lane, new NewIds(), callers.clock),
            trace -> {},
            callers.clock,
            callers.clock,
            Duration.ofSeconds(30));
    IntakeGate receiving = new IntakeGate(1 << 20, new ByteBudget(1 << 24));
    Response outcome =
        lifecycle.follow(
            CallerFixture.request(new Operation.SignStatement(), credential, body(proof)),
            context -> {
              return callers
                  .callers()
                  .identify(context)
                  .then(caller -> receiving.receive(context, caller))
                  .then(new StatementGate(Parses.leavingOneProcessor())::read)
                  .then(received -> {
                    callers.clock.advance(bodyTakes);
                    return entitlements.entitle(received);
                  })
                  .then(found -> {
                    entitled.set(found);
                    return Decision.refused(new Refusal.NotFound(Reason.AUDIT_ID));
                  });
            });
    if (outcome instanceof Response.Failed failed) {
      return new Asked(null, "", failed.why());
    }
    Refusal why = ((Response.Refused) outcome).why();
    return new Asked(entitled.get(), why.code().wire() + " " + Told.reason(why), null);
  }

  private static Bytes body(String proof) {
    return Bytes.utf8(
        JsonText.of(
            Map.of(
                "subject",
                List.of(Map.of("name", "app", "digest", Map.of("sha256", "ab".repeat(32)))),
                "predicateType",
                "https://cyclonedx.org/bom",
                "predicate",
                Map.of(),
                "poe",
                Map.of("format", "jwt", "value", proof),
                "options",
                Map.of("signingMode", "keyful", "returnBundle", "dsse"))));
  }

  /** What came of it: exactly one of the three says so. */
  record Asked(Entitled entitled, String refusal, ServiceFailure failure) {}
}
