package org.stellaops.signer.core.pipeline;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.Answer;
import org.stellaops.signer.core.api.Credential;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.RequestBody;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.Signer;
import org.stellaops.signer.core.api.policy.AuthorityRules;
import org.stellaops.signer.core.api.policy.CallerRules;
import org.stellaops.signer.core.api.policy.EntitlementRules;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.api.policy.ReleaseCaching;
import org.stellaops.signer.core.api.setup.KeylessParts;
import org.stellaops.signer.core.api.setup.SignerBuilder;
import org.stellaops.signer.core.approval.ApprovalRules;
import org.stellaops.signer.core.bypass.BypassGuard;
import org.stellaops.signer.core.keys.KeyRegister;
import org.stellaops.signer.core.keys.KeyRules;
import org.stellaops.signer.core.seal.SealGuard;
import org.stellaops.signer.core.seal.SealRules;
import org.stellaops.signer.core.securitykey.SecurityKeyParts;
import org.stellaops.signer.core.signing.OpenKeys;
import org.stellaops.signer.core.signing.OtherUses;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.TraceId;
import org.stellaops.signer.ports.AuditRecords;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.ImageApprovals;
import org.stellaops.signer.ports.KeyCatalog;
import org.stellaops.signer.ports.Licensing;
import org.stellaops.signer.ports.LocalCallers;
import org.stellaops.signer.ports.Observations;
import org.stellaops.signer.ports.Observations.RequestTrace;
import org.stellaops.signer.ports.SignedTokens;
import org.stellaops.signer.testkit.journal.FaultyJournal;
import org.stellaops.signer.testkit.journal.InMemoryArchive;
import org.stellaops.signer.testkit.journal.InMemoryJournal;
import org.stellaops.signer.testkit.journal.InMemoryLane;
import org.stellaops.signer.testkit.journal.SteppedClock;
import org.stellaops.signer.testkit.registry.DocumentSigner;
import org.stellaops.signer.testkit.registry.InMemoryRegistry;

/** A whole service: real gates, ports in memory, and a caller of tenant acme with good papers. */
final class SignerFixture {

  static final Instant NOW = Instant.parse("2026-11-05T12:00:00Z");
  static final Digest IMAGE = Bytes.utf8("the scanner's image").sha256();
  static final String ORIGIN = "https://signer.example";
  static final String SIGN = "/api/v1/signer/sign/dsse";
  private static final String SECURITY_KEYS = "/api/v1/signer/security-keys";
  static final String EXPORT = "/api/v1/signer/sign/export";
  private static final IssuerName AUTHORITY = new IssuerName("https://authority.example");
  private static final IssuerName LICENCES = new IssuerName("https://licences.example");
  private static final AtomicInteger SERIAL = new AtomicInteger();

  final SteppedClock clock = new SteppedClock(NOW);
  final List<String> events = Collections.synchronizedList(new ArrayList<>());
  final List<RequestTrace> traces = Collections.synchronizedList(new ArrayList<>());
  final CountingKeys keys = new CountingKeys(events);
  final PolicyFixture house = new PolicyFixture(keys);
  final InMemoryJournal book = new InMemoryJournal(clock);
  final RecordingJournal recording = new RecordingJournal(book, events);
  final FaultyJournal journal = new FaultyJournal(recording);
  final InMemoryLane lane = new InMemoryLane();
  final InMemoryArchive archive = new InMemoryArchive();
  final InMemoryRegistry registry = new InMemoryRegistry("primary");
  final Jwts authority = new Jwts();
  final Jwts licences = new Jwts();
  final Jwts holder = new Jwts();
  SignedTokens authorityTokens = new IssuerTokens(AUTHORITY, authority.publicKey());
  SignedTokens licenceTokens = new IssuerTokens(LICENCES, licences.publicKey());
  LocalCallers localCallers = Optional::empty;
  AuditRecords records = book;
  Observations observations = traces::add;
  Licensing licensing =
      (proof, deadline) -> {
        throw new DependencyUnavailable(Dependency.LICENSING, false, "told to fail");
      };
  Executor executor = Runnable::run;
  KeylessParts keyless = KeylessParts.NONE;
  final FakeExaminer examiner = new FakeExaminer();
  @Nullable KeyCatalog keyCatalog;
  @Nullable Duration maximumAge;
  KeyRules keyRules = KeyRules.ONE_PERSON;
  final KeyRegister register;
  final OpenKeys openKeys;
  SealGuard seal = SealGuard.none(clock);
  SealRules sealRules = SealRules.NOBODY;
  @Nullable ImageApprovals approvals;
  ApprovalRules approvalRules = ApprovalRules.NOBODY;
  BypassGuard bypasses = BypassGuard.none();
  @Nullable SecurityKeyParts securityKeys;
  final Signer signer;
  volatile PolicySnapshot policy;

  SignerFixture() {
    this(house -> {});
  }

  SignerFixture(Consumer<PolicyFixture> changes) {
    this(changes, harness -> {});
  }

  SignerFixture(Consumer<PolicyFixture> changes, Consumer<SignerFixture> ports) {
    registry.putBundle(IMAGE, house.releaseKey.bundle(DocumentSigner.imageStatement(IMAGE)));
    changes.accept(house);
    ports.accept(this);
    policy = house.snapshot();
    register =
        keyCatalog == null
            ? KeyRegister.ofPolicyAlone(clock, clock)
            : KeyRegister.of(keyCatalog, clock, clock, maximumAge);
    openKeys =
        new OpenKeys(
            any -> Map.of(PolicyFixture.BACKEND, keys), any -> OtherUses.none(), clock, register);
    openKeys.open(policy, Deadline.in(Duration.ofSeconds(5), clock));
    SignerBuilder builder = new SignerBuilder();
    if (approvals != null) {
      builder.approvals(approvals, approvalRules);
    }
    if (securityKeys != null) {
      builder.securityKeys(securityKeys);
    }
    signer =
        builder
            .time(clock, clock)
            .random(new SecureRandom())
            .observations(observations)
            .limits(house.process)
            .authority(
                CallerRules.standard(
                    List.of(
                        AuthorityRules.standard("authority", AUTHORITY, "signer")
                            .withPersonClients(Set.of(PEOPLE))),
                    ORIGIN),
                authorityTokens,
                new EmbeddedKeyProofs())
            .localCallers(localCallers)
            .licences(
                EntitlementRules.standard(LICENCES, "signer", house.check),
                licenceTokens,
                (proof, deadline) -> licensing.introspect(proof, deadline))
            .store(journal, records, archive, lane)
            .policies(() -> policy, openKeys)
            .executor(executor)
            .seal(seal, sealRules)
            .keyRules(keyRules)
            .bypasses(bypasses)
            .keyless(keyless)
            .examiner(examiner)
            .releases(
                house.withSource ? List.of(registry) : List.of(),
                new BundleReader(),
                new ReleaseCaching(
                    Duration.ofMinutes(5), Duration.ofSeconds(10), house.staleFor, 1000))
            .build();
  }

  /** The client that people use. */
  static final ClientId PEOPLE = new ClientId("page");

  /** Claims of a good access token, as JSON texts. */
  Map<String, String> accessClaims() {
    Map<String, String> claims = new LinkedHashMap<>();
    claims.put("iss", Jwts.quoted(AUTHORITY.value()));
    claims.put("aud", "\"signer\"");
    claims.put("sub", "\"ci\"");
    claims.put("client_id", "\"ci-runner\"");
    claims.put("inst", "\"inst-1\"");
    claims.put("tid", "\"acme\"");
    claims.put("scope", "\"signer.sign signer.verify signer.audit\"");
    claims.put("cnf", "{\"jkt\":\"" + holder.thumbprint() + "\"}");
    claims.put("scanner_digest", Jwts.quoted(IMAGE.toString()));
    claims.put("iat", seconds(-10));
    claims.put("exp", seconds(600));
    return claims;
  }

  String accessToken() {
    return accessToken(accessClaims());
  }

  String accessToken(Map<String, String> claims) {
    return authority.sign(header("at+jwt"), claims);
  }

  /** Claims of a good Proof of Entitlement, as JSON texts. */
  Map<String, String> entitlementClaims() {
    Map<String, String> claims = new LinkedHashMap<>();
    claims.put("iss", Jwts.quoted(LICENCES.value()));
    claims.put("aud", "\"signer\"");
    claims.put("tid", "\"acme\"");
    claims.put("inst", "\"inst-1\"");
    claims.put("lic", "\"L-1\"");
    claims.put("ver", "7");
    claims.put("plan", "\"pro\"");
    claims.put("features", "[\"keyful\",\"keyless\"]");
    claims.put("iat", seconds(-1000));
    claims.put("exp", seconds(86_400));
    return claims;
  }

  String entitlement() {
    return entitlement(entitlementClaims());
  }

  String entitlement(Map<String, String> claims) {
    return licences.sign(header("poe+jwt"), claims);
  }

  /** An answer of Licensing about {@code proof}, signed now. */
  String introspection(String proof, String further) {
    Map<String, String> claims = new LinkedHashMap<>();
    claims.put("iss", Jwts.quoted(LICENCES.value()));
    claims.put("aud", "\"signer\"");
    claims.put("iat", seconds(0));
    claims.put(
        "token_introspection",
        "{\"poe_sha256\":\"" + Bytes.utf8(proof).sha256().hex() + "\"," + further + "}");
    return licences.sign(header("token-introspection+jwt"), claims);
  }

  Map<String, String> proofClaims(String token, String method, String path) {
    Map<String, String> claims = new LinkedHashMap<>();
    claims.put("jti", Jwts.quoted("j-" + SERIAL.incrementAndGet()));
    claims.put("htm", Jwts.quoted(method));
    claims.put("htu", Jwts.quoted(ORIGIN + path));
    claims.put("ath", Jwts.quoted(Bytes.utf8(token).sha256().bytes().base64Url()));
    claims.put("nonce", Jwts.quoted(signer.nonce()));
    claims.put("iat", seconds(0));
    return claims;
  }

  String proof(Map<String, String> claims) {
    Map<String, String> header = new LinkedHashMap<>();
    header.put("typ", "\"dpop+jwt\"");
    header.put("alg", "\"ES256\"");
    header.put("jwk", holder.jwk());
    return holder.sign(header, claims);
  }

  SignBody body() {
    return new SignBody(entitlement(), IMAGE);
  }

  IncomingRequest request(
      Operation operation, String token, String proof, RequestBody body, String... key) {
    String method =
        switch (operation) {
          case Operation.SignStatement() -> "POST";
          case Operation.SignExport() -> "POST";
          case Operation.VerifyBundle() -> "POST";
          case Operation.Seal() -> "POST";
          case Operation.Unseal() -> "POST";
          case Operation.ChangeKey change -> "POST";
          case Operation.RequestApproval() -> "POST";
          case Operation.OpenBypass() -> "POST";
          case Operation.EndBypass end -> "POST";
          case Operation.DecideApproval decision -> "POST";
          case Operation.AskApproval ask -> "POST";
          case Operation.OfferSecurityKey() -> "POST";
          case Operation.RegisterSecurityKey() -> "POST";
          case Operation.AskSecurityKey ask -> "POST";
          case Operation.ChangeSecurityKey change -> "POST";
          default -> "GET";
        };
    return new IncomingRequest(
        operation,
        new Credential.DpopBound(List.of("DPoP " + token), List.of(proof), method, path(operation)),
        new TraceId("trace-1"),
        "192.0.2.0/24",
        List.of(key),
        body);
  }

  /** A request with good papers and a fresh proof. */
  IncomingRequest request(RequestBody body, String... key) {
    String token = accessToken();
    String proof = proof(proofClaims(token, "POST", SIGN));
    return request(new Operation.SignStatement(), token, proof, body, key);
  }

  /** What reading a record answers. */
  Response audit(Map<String, String> claims, String id) {
    return signer.handle(reading(new Operation.ReadAudit(id), claims));
  }

  /** What looking an image up answers. */
  Response referrers(String image) {
    return signer.handle(reading(new Operation.VerifyReferrers(image), accessClaims()));
  }

  /** What a verification answers. */
  Response verify(String body) {
    return post(new Operation.VerifyBundle(), accessClaims(), body);
  }

  /** What an operation with a body answers. */
  Response post(Operation operation, Map<String, String> claims, String body) {
    String token = accessToken(claims);
    String proof = proof(proofClaims(token, "POST", path(operation)));
    return signer.handle(request(operation, token, proof, Delivered.whole(body)));
  }

  /** What an operation that reads answers. */
  Response get(Operation operation, Map<String, String> claims) {
    return signer.handle(reading(operation, claims));
  }

  private IncomingRequest reading(Operation operation, Map<String, String> claims) {
    String token = accessToken(claims);
    String proof = proof(proofClaims(token, "GET", path(operation)));
    return request(operation, token, proof, Delivered.whole(""));
  }

  Response sign(Object body, String... key) {
    return signer.handle(request(Delivered.whole(body.toString()), key));
  }

  Response signWith(String token, Object body) {
    String proof = proof(proofClaims(token, "POST", SIGN));
    return signer.handle(
        request(new Operation.SignStatement(), token, proof, Delivered.whole(body.toString())));
  }

  /** The answer's bytes. */
  static Bytes written(Response outcome) {
    if (!(outcome instanceof Response.Answered answered)) {
      throw new AssertionError("not answered: " + outcome);
    }
    return written(answered.answer());
  }

  static Bytes written(Answer answer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (answer) {
      answer.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.adopt(out.toByteArray());
  }

  static JsonObject json(Bytes text) {
    try {
      return (JsonObject) JsonValue.parse(text, JsonLimits.REQUEST);
    } catch (InvalidJson e) {
      throw new AssertionError(e);
    }
  }

  static JsonObject json(Response outcome) {
    return json(written(outcome));
  }

  /** How often a key was used. */
  long signatures() {
    return events().stream().filter(event -> event.startsWith("sign ")).count();
  }

  List<String> events() {
    synchronized (events) {
      return List.copyOf(events);
    }
  }

  /** The first words of all steps, in their order. */
  List<String> steps() {
    return events().stream().map(event -> event.split(" ")[0]).toList();
  }

  /** The records of all tenants as text. */
  List<String> records() {
    return book.log().stream().map(entry -> entry.bytes().utf8()).toList();
  }

  /** The last decision record. */
  JsonObject decision() {
    List<String> decisions =
        records().stream().filter(text -> text.contains("\"kind\":\"decision\"")).toList();
    return json(Bytes.utf8(decisions.get(decisions.size() - 1)));
  }

  long decisions() {
    return records().stream().filter(text -> text.contains("\"kind\":\"decision\"")).count();
  }

  RequestTrace trace() {
    return traces.get(traces.size() - 1);
  }

  private static String path(Operation operation) {
    return switch (operation) {
      case Operation.SignStatement() -> SIGN;
      case Operation.SignExport() -> EXPORT;
      case Operation.ReadAudit(String id) -> "/api/v1/signer/audit/x";
      case Operation.VerifyReferrers(String image) -> "/api/v1/signer/verify/referrers";
      case Operation.VerifyBundle() -> "/api/v1/signer/verify/bundle";
      case Operation.ListDecisions() -> "/api/v1/signer/decisions";
      case Operation.ListKeys() -> "/api/v1/signer/keys";
      case Operation.ChangeKey(String verb, String key) ->
          "/api/v1/signer/keys/" + key + "/" + verb;
      case Operation.ReadSeal() -> "/api/v1/signer/seal-status";
      case Operation.Seal() -> "/api/v1/signer/seal";
      case Operation.Unseal() -> "/api/v1/signer/unseal";
      case Operation.ReadBypass() -> "/api/v1/signer/bypass";
      case Operation.OpenBypass() -> "/api/v1/signer/bypass/open";
      case Operation.EndBypass(String id) -> "/api/v1/signer/bypass/" + id + "/end";
      case Operation.ListApprovals() -> "/api/v1/signer/approvals";
      case Operation.RequestApproval() -> "/api/v1/signer/approvals/request";
      case Operation.DecideApproval(String verb, String id) ->
          "/api/v1/signer/approvals/" + id + "/" + verb;
      case Operation.AskApproval(String id) -> "/api/v1/signer/approvals/" + id + "/challenge";
      case Operation.ListSecurityKeys() -> SECURITY_KEYS;
      case Operation.OfferSecurityKey() -> SECURITY_KEYS + "/offer";
      case Operation.RegisterSecurityKey() -> SECURITY_KEYS + "/register";
      case Operation.AskSecurityKey(String id) -> SECURITY_KEYS + "/" + id + "/challenge";
      case Operation.ChangeSecurityKey(String verb, String id) ->
          SECURITY_KEYS + "/" + id + "/" + verb;
    };
  }

  private String seconds(long fromNow) {
    return Long.toString(clock.instant().getEpochSecond() + fromNow);
  }

  private static Map<String, String> header(String typ) {
    Map<String, String> header = new LinkedHashMap<>();
    header.put("typ", Jwts.quoted(typ));
    header.put("alg", "\"ES256\"");
    header.put("kid", "\"k1\"");
    return header;
  }

  /** The text of a member, or null. */
  static @Nullable String text(JsonObject object, String name) {
    try {
      return object.optionalString(name).orElse(null);
    } catch (InvalidJson e) {
      throw new AssertionError(e);
    }
  }
}
