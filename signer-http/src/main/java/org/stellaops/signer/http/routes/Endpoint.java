package org.stellaops.signer.http.routes;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.Operation;

/**
 * Every path that the service answers on, and the one table from there to the core's operations.
 * Anything else is 404.
 */
public enum Endpoint {
  SIGN_DSSE("POST", "/api/v1/signer/sign/dsse", none -> new Operation.SignStatement()),
  SIGN_EXPORT("POST", "/api/v1/signer/sign/export", none -> new Operation.SignExport()),
  VERIFY_REFERRERS(
      "GET", "/api/v1/signer/verify/referrers", "imageDigest", Operation.VerifyReferrers::new),
  VERIFY_BUNDLE("POST", "/api/v1/signer/verify/bundle", none -> new Operation.VerifyBundle()),
  AUDIT("GET", "/api/v1/signer/audit/{id}", Operation.ReadAudit::new),
  DECISIONS("GET", "/api/v1/signer/decisions", none -> new Operation.ListDecisions()),
  KEYS("GET", "/api/v1/signer/keys", none -> new Operation.ListKeys()),
  PREPARE_KEY(
      "POST", "/api/v1/signer/keys/{id}/prepare", id -> new Operation.ChangeKey("prepare", id)),
  ACTIVATE_KEY(
      "POST", "/api/v1/signer/keys/{id}/activate", id -> new Operation.ChangeKey("activate", id)),
  RETIRE_KEY(
      "POST", "/api/v1/signer/keys/{id}/retire", id -> new Operation.ChangeKey("retire", id)),
  SUSPEND_KEY(
      "POST", "/api/v1/signer/keys/{id}/suspend", id -> new Operation.ChangeKey("suspend", id)),
  RESUME_KEY(
      "POST", "/api/v1/signer/keys/{id}/resume", id -> new Operation.ChangeKey("resume", id)),
  REVOKE_KEY(
      "POST", "/api/v1/signer/keys/{id}/revoke", id -> new Operation.ChangeKey("revoke", id)),
  SEAL_STATUS("GET", "/api/v1/signer/seal-status", none -> new Operation.ReadSeal()),
  SEAL("POST", "/api/v1/signer/seal", none -> new Operation.Seal()),
  UNSEAL("POST", "/api/v1/signer/unseal", none -> new Operation.Unseal()),
  APPROVALS("GET", "/api/v1/signer/approvals", none -> new Operation.ListApprovals()),
  REQUEST_APPROVAL(
      "POST", "/api/v1/signer/approvals/request", none -> new Operation.RequestApproval()),
  APPROVE_IMAGE(
      "POST",
      "/api/v1/signer/approvals/{id}/approve",
      id -> new Operation.DecideApproval("approve", id)),
  DENY_IMAGE(
      "POST", "/api/v1/signer/approvals/{id}/deny", id -> new Operation.DecideApproval("deny", id)),
  REVOKE_APPROVAL(
      "POST",
      "/api/v1/signer/approvals/{id}/revoke",
      id -> new Operation.DecideApproval("revoke", id)),
  APPROVAL_CHALLENGE("POST", "/api/v1/signer/approvals/{id}/challenge", Operation.AskApproval::new),
  SECURITY_KEYS("GET", "/api/v1/signer/security-keys", none -> new Operation.ListSecurityKeys()),
  OFFER_SECURITY_KEY(
      "POST", "/api/v1/signer/security-keys/offer", none -> new Operation.OfferSecurityKey()),
  REGISTER_SECURITY_KEY(
      "POST", "/api/v1/signer/security-keys/register", none -> new Operation.RegisterSecurityKey()),
  SECURITY_KEY_CHALLENGE(
      "POST", "/api/v1/signer/security-keys/{id}/challenge", Operation.AskSecurityKey::new),
  CONFIRM_SECURITY_KEY(
      "POST",
      "/api/v1/signer/security-keys/{id}/confirm",
      id -> new Operation.ChangeSecurityKey("confirm", id)),
  REVOKE_SECURITY_KEY(
      "POST",
      "/api/v1/signer/security-keys/{id}/revoke",
      id -> new Operation.ChangeSecurityKey("revoke", id)),
  BYPASS("GET", "/api/v1/signer/bypass", none -> new Operation.ReadBypass()),
  OPEN_BYPASS("POST", "/api/v1/signer/bypass/open", none -> new Operation.OpenBypass()),
  END_BYPASS("POST", "/api/v1/signer/bypass/{id}/end", Operation.EndBypass::new),
  TRUST("/api/v1/signer/trust"),
  HEALTH("/healthz", "/api/v1/signer/healthz"),
  OPENAPI("/openapi.json", "/api/v1/signer/openapi.json"),
  DOCS("/docs", "/api/v1/signer/docs"),
  RESOURCE_METADATA(ResourceMetadata.PATH);

  private static final String PARAMETER = "{id}";

  private final String method;
  private final String path;
  private final String alias;
  private final @Nullable String queryName;

  /** Constructors of records, which keep no state. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final @Nullable Function<String, Operation> operation;

  /** An operation of the core; {@code operation} takes the path's parameter. */
  Endpoint(String method, String path, Function<String, Operation> operation) {
    this(method, path, path, null, operation);
  }

  /** An operation of the core; {@code operation} takes the query's only parameter. */
  Endpoint(String method, String path, String queryName, Function<String, Operation> operation) {
    this(method, path, path, queryName, operation);
  }

  /** What anyone may read. */
  Endpoint(String path) {
    this("GET", path, path, null, null);
  }

  /** What anyone may read, in two places. */
  Endpoint(String path, String alias) {
    this("GET", path, alias, null, null);
  }

  Endpoint(
      String method,
      String path,
      String alias,
      @Nullable String queryName,
      @Nullable Function<String, Operation> operation) {
    this.method = method;
    this.path = path;
    this.alias = alias;
    this.queryName = queryName;
    this.operation = operation;
  }

  public String method() {
    return method;
  }

  /** Whether a request has a body that the core reads. */
  public boolean takesBody() {
    return method.equals("POST");
  }

  /** The operation of the core, not yet about anything; empty where anyone may read. */
  public Optional<Operation> operation() {
    return Optional.ofNullable(operation).map(made -> made.apply(""));
  }

  /**
   * The operation that a request asks for.
   *
   * @param parameter what its path or query names, unchecked
   */
  public Operation operation(String parameter) {
    return Objects.requireNonNull(operation, "anyone may read this").apply(parameter);
  }

  /** The name of the one query parameter that a request must have; empty where it has none. */
  public Optional<String> queryName() {
    return Optional.ofNullable(queryName);
  }

  public List<String> paths() {
    return Stream.of(path, alias).distinct().toList();
  }

  /** Reading what anyone may read has no other effect, so HEAD goes with it (RFC 9110 §9.1). */
  public boolean allows(String asked) {
    return method.equals(asked) || (operation == null && "HEAD".equals(asked));
  }

  public String allowed() {
    return operation == null ? method + ", HEAD" : method;
  }

  /** The form in metrics: {@code sign-dsse}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<Endpoint> at(String path) {
    for (Endpoint endpoint : values()) {
      if (matches(endpoint.path, path) || matches(endpoint.alias, path)) {
        return Optional.of(endpoint);
      }
    }
    return Optional.empty();
  }

  private static boolean matches(String template, String path) {
    int at = template.indexOf(PARAMETER);
    if (at < 0) {
      return template.equals(path);
    }
    String prefix = template.substring(0, at);
    String suffix = template.substring(at + PARAMETER.length());
    int end = path.length() - suffix.length();
    return path.startsWith(prefix)
        && path.endsWith(suffix)
        && end > prefix.length()
        && path.substring(prefix.length(), end).indexOf('/') < 0;
  }
}
