package org.stellaops.signer.core.caller;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.stellaops.signer.core.api.Credential;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.RequestBody;
import org.stellaops.signer.core.api.policy.AuthorityRules;
import org.stellaops.signer.core.api.policy.CallerRules;
import org.stellaops.signer.core.api.policy.Policies;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.api.policy.TenantPolicy;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.TraceId;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.LocalCallers.LocalCaller;
import org.stellaops.signer.ports.RefusalLog;
import org.stellaops.signer.ports.RequestJournal;
import org.stellaops.signer.ports.SignedTokens;
import org.stellaops.signer.testkit.journal.InMemoryJournal;
import org.stellaops.signer.testkit.journal.InMemoryLane;
import org.stellaops.signer.testkit.journal.NewIds;
import org.stellaops.signer.testkit.journal.SteppedClock;
import org.stellaops.signer.testkit.tokens.InMemoryProofs;
import org.stellaops.signer.testkit.tokens.InMemoryTokens;
import org.stellaops.signer.testkit.tokens.Jws;
import org.stellaops.signer.testkit.tokens.JwsKey;

/** A gate with everything around it in memory, and right tokens and proofs to spoil. */
public final class CallerFixture {

  public static final String ORIGIN = "https://signer.example";
  public static final String TARGET = "/api/v1/signer/sign/dsse";
  public static final IssuerName ISSUER = new IssuerName("https://authority.example");
  public static final JwsKey AUTHORITY = JwsKey.es256("a1");
  public static final JwsKey CLIENT = JwsKey.es256("unused");
  public static final JwsKey OTHER_CLIENT = JwsKey.es256("unused");

  public final SteppedClock clock = new SteppedClock(Instant.parse("2026-01-02T03:04:05Z"));
  public final InMemoryJournal journal = new InMemoryJournal(clock);
  public final InMemoryLane lane = new InMemoryLane();
  public final NonceIssuer nonces =
      new NonceIssuer(clock, Duration.ofSeconds(60), new SecureRandom());
  public final InMemoryTokens tokens = new InMemoryTokens(ISSUER, Dependency.AUTHORITY, AUTHORITY);
  public final Set<String> tenants = new HashSet<>(Set.of("acme"));

  /** What the known tenants may do; where only callers are judged, nothing. */
  public Function<Set<String>, Policies> policies = CallerFixture::named;

  public Optional<LocalCaller> local = Optional.empty();

  private final CallerGate callers = callers(journal, nonces);

  /** Another node or process: with its own nonces and the given journal. */
  public CallerGate callers(RequestJournal book, NonceIssuer nonceBook) {
    return callers(
        List.of(AuthorityRules.standard("authority", ISSUER, "signer")), tokens, book, nonceBook);
  }

  /** A gate that takes tokens of these Authorities, as this port reads them. */
  CallerGate callers(List<AuthorityRules> authorities, SignedTokens reader) {
    return callers(authorities, reader, journal, nonces);
  }

  private CallerGate callers(
      List<AuthorityRules> authorities,
      SignedTokens reader,
      RequestJournal book,
      NonceIssuer nonceBook) {
    return new CallerGate(
        CallerRules.standard(authorities, ORIGIN),
        this::policy,
        reader,
        new InMemoryProofs(CLIENT, OTHER_CLIENT),
        nonceBook,
        () -> local,
        book,
        lane,
        new NewIds(),
        clock);
  }

  /** The policy in force: the tenants that are known now. */
  private PolicySnapshot policy() {
    return new PolicySnapshot(
        policies.apply(tenants), List.of(), Bytes.utf8(tenants.toString()).sha256());
  }

  private static Policies named(Set<String> tenants) {
    return new Policies(
        List.of(),
        tenants.stream()
            .map(name ->
                new TenantPolicy(
                    new Tenant(name),
                    Set.of(),
                    Map.of(),
                    List.of(),
                    false,
                    Set.of(),
                    Map.of(),
                    Map.of()))
            .toList());
  }

  public CallerGate callers() {
    return callers;
  }

  public long now() {
    return clock.instant().getEpochSecond();
  }

  /** A right access token for {@link #CLIENT}. */
  public Jws token() {
    return new Jws()
        .header("typ", "at+jwt")
        .header("alg", "ES256")
        .header("kid", "a1")
        .claim("iss", ISSUER.value())
        .claim("aud", "signer")
        .claim("sub", "ci")
        .claim("client_id", "ci")
        .claim("tid", "acme")
        .claim("inst", "install-1")
        .claim("scope", "signer.sign signer.audit")
        .claim("iat", now())
        .claim("exp", now() + 300)
        .claim("jti", "t1")
        .claim("cnf", Map.of("jkt", CLIENT.thumbprint().value()));
  }

  /** A right proof of {@link #CLIENT} for a POST to {@link #TARGET} with this token. */
  public Jws proof(String token) {
    return new Jws()
        .header("typ", "dpop+jwt")
        .header("alg", "ES256")
        .header("jwk", CLIENT.requiredMembers())
        .claim("jti", UUID.randomUUID().toString())
        .claim("htm", "POST")
        .claim("htu", ORIGIN + TARGET)
        .claim("iat", now())
        .claim("ath", Bytes.utf8(token).sha256().bytes().base64Url())
        .claim("nonce", nonces.current());
  }

  public Identification identify(Jws token) {
    String compact = token.signedBy(AUTHORITY);
    return identify(compact, proof(compact).signedBy(CLIENT));
  }

  public Identification identifyWithProof(Jws proof, String token) {
    return identify(token, proof.signedBy(CLIENT));
  }

  public Identification identify(String token, String proof) {
    return identify(credential(List.of("DPoP " + token), List.of(proof)));
  }

  public Credential.DpopBound credential(List<String> authorization, List<String> proof) {
    return new Credential.DpopBound(authorization, proof, "POST", TARGET);
  }

  public Identification identify(Credential credential) {
    return callers.identify(request(new Operation.SignStatement(), credential), deadline());
  }

  public Deadline deadline() {
    return Deadline.in(Duration.ofSeconds(30), clock);
  }

  public static IncomingRequest request(Operation operation, Credential credential) {
    return request(operation, credential, Bytes.empty());
  }

  public static IncomingRequest request(Operation operation, Credential credential, Bytes body) {
    return new IncomingRequest(
        operation,
        credential,
        new TraceId("trace-1"),
        "192.0.2.0/24",
        List.of(),
        new RequestBody() {
          private int at;

          @Override
          public long declaredLength() {
            return body.size();
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            if (at == body.size()) {
              return -1;
            }
            int count = Math.min(length, body.size() - at);
            body.slice(at, at + count).copyInto(target, offset);
            at += count;
            return count;
          }
        });
  }

  /** Tenant and client as the refusal log names them for a refused caller; empty if it does not. */
  String loggedClient(Identification refused) {
    RefusalLog.TenantClient client = lane.records().get(refused.auditId().orElseThrow()).client();
    return client == null ? "" : client.tenant() + " " + client.client().value();
  }
}
