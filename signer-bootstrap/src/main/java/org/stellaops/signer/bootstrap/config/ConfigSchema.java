package org.stellaops.signer.bootstrap.config;

import static org.stellaops.signer.bootstrap.config.Setting.optional;
import static org.stellaops.signer.bootstrap.config.Setting.required;
import static org.stellaops.signer.bootstrap.config.Setting.standing;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.stellaops.signer.core.api.policy.PredicateRule;
import org.stellaops.signer.core.api.policy.SubjectPattern;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.Tenant;

/**
 * Every setting that there is. The reader, the environment variables and the table in the manual
 * are all made from this one.
 */
final class ConfigSchema {

  /** Stands for a predicate type; every other chosen name is 1 to 63 of a-z, 0-9 and hyphen. */
  static final String TYPE = "<type>";

  static final Setting<String> LISTEN_HOST =
      standing("server.listen.host", Kinds.HOST_NAME, "127.0.0.1", "Where callers are served.");
  static final Setting<Integer> LISTEN_PORT =
      standing("server.listen.port", Kinds.PORT, "8080", "Where callers are served.");
  static final Setting<String> PUBLIC_ORIGIN =
      optional(
          "server.publicOrigin",
          Kinds.ORIGIN,
          "What callers write before the path; DPoP proofs are compared with it. Required unless"
              + " the listener is on loopback, where it is the listener's own address.");
  static final Setting<Boolean> BEHIND_PROXY =
      standing(
          "server.behindProxy",
          Kinds.FLAG,
          "false",
          "A proxy in front ends TLS; callers cannot reach this listener past it.");
  static final Setting<Path> TLS_KEYSTORE =
      optional("server.tls.keystore", Kinds.FILE, "PKCS#12 file with one key entry.");
  static final Setting<Secret> TLS_PASSWORD =
      optional("server.tls.password", Kinds.SECRET, "Password of that file.");
  static final Setting<Path> TLS_CHAIN =
      optional(
          "server.tls.chain",
          Kinds.FILE,
          "PEM certificates, the listener's own first; instead of a keystore.");
  static final Setting<Path> TLS_KEY =
      optional("server.tls.key", Kinds.FILE, "PEM key of that chain, PKCS#8, not encrypted.");
  static final Setting<String> MANAGEMENT_HOST =
      standing(
          "server.management.host",
          Kinds.HOST_NAME,
          "127.0.0.1",
          "Where operators read readiness and metrics, in plain HTTP.");
  static final Setting<Integer> MANAGEMENT_PORT =
      standing("server.management.port", Kinds.PORT, "8081", "Where operators read them.");
  static final Setting<Long> HEADER_BYTES =
      standing(
          "server.limits.headerBytes",
          Kinds.size("1KiB", "1MiB"),
          "24KiB",
          "Request line and header fields together.");
  static final Setting<Duration> HEADER_TIME =
      standing(
          "server.limits.headerTime",
          Kinds.time("100ms", "5m"),
          "10s",
          "Until a request's headers have arrived.");
  static final Setting<Duration> IDLE_TIME =
      standing(
          "server.limits.idleTime",
          Kinds.time("100ms", "5m"),
          "30s",
          "Between two reads or writes that make progress.");
  static final Setting<Long> BYTES_PER_SECOND =
      standing(
          "server.limits.bytesPerSecond",
          Kinds.size("1B", "1GiB"),
          "1KiB",
          "Least rate of a body and of the reading of an answer.");
  static final Setting<Duration> PACE =
      standing(
          "server.limits.pace",
          Kinds.time("100ms", "5m"),
          "5s",
          "How long a body may stay below that rate at its start.");
  static final Setting<Integer> CONNECTIONS =
      standing(
          "server.limits.connections", Kinds.number("number", 1, 100_000), "4096", "Open at once.");
  static final Setting<Duration> DRAIN_TIME =
      standing(
          "server.limits.drainTime",
          Kinds.time("0s", "30s"),
          "30s",
          "How long a stop waits for requests that run.");

  static final Setting<IssuerName> AUTHORITY_ISSUER =
      required(
          "authorities.<authority>.issuer",
          Kinds.ISSUER,
          "The `iss` of its access tokens, compared byte for byte.");
  static final Setting<URI> AUTHORITY_JWKS =
      required(
          "authorities.<authority>.jwksUri",
          Kinds.ADDRESS,
          "Where the Authority publishes its keys.");
  static final Setting<String> AUDIENCE =
      standing(
          "authorities.<authority>.audience",
          Kinds.NAME,
          "signer",
          "Our own name in the `aud` of its tokens.");
  static final Setting<List<String>> ALGORITHMS =
      standing(
          "authorities.<authority>.algorithms",
          Kinds.several(Kinds.ALGORITHM),
          "",
          "The algorithms that its tokens may be signed with; every supported one when empty.");
  static final Setting<List<String>> TOKEN_TYPES =
      standing(
          "authorities.<authority>.types",
          Kinds.several(Kinds.TOKEN_TYPE),
          "at+jwt, application/at+jwt",
          "Accepted values of `typ` (RFC 9068), without regard to case.");
  static final Setting<List<String>> TOLERATED_CONFIRMATION =
      standing(
          "authorities.<authority>.toleratedConfirmation",
          Kinds.several(Kinds.NAME),
          "",
          "Members of `cnf` that may stand beside `jkt` although nothing is made of them, such as"
              + " `kc-jkt-type`.");
  static final Setting<String> RELEASE_CLAIM =
      standing(
          "authorities.<authority>.releaseClaim",
          Kinds.NAME,
          "scanner_digest",
          "The claim with the manifest digest of the calling workload's image.");
  static final Setting<Duration> TOKEN_LIFETIME =
      standing(
          "authorities.<authority>.maxTokenLifetime",
          Kinds.time("1s", "24h"),
          "1h",
          "Longest time from a token's `iat` to its `exp`.");
  static final Setting<List<Tenant>> AUTHORITY_TENANTS =
      optional(
          "authorities.<authority>.tenants",
          Kinds.several(Kinds.TENANT),
          "The tenants that it may speak for. Only a single Authority may leave it out, and then"
              + " speaks for all.");

  static final Setting<IssuerName> LICENSING_ISSUER =
      required(
          "licensing.issuer", Kinds.ISSUER, "The `iss` of proofs of entitlement and of answers.");
  static final Setting<URI> LICENSING_JWKS =
      required("licensing.jwksUri", Kinds.ADDRESS, "Where Licensing publishes its keys.");
  static final Setting<LicensingSettings.Mode> LICENSING_MODE =
      standing(
          "licensing.mode",
          Kinds.choice(LicensingSettings.Mode.values()),
          "introspect",
          "`introspect` asks Licensing about each proof; `token` never does, so that a revocation"
              + " is not seen: a proof ends when it expires or a newer version of its licence was"
              + " seen.");
  static final Setting<Boolean> ACCEPT_UNSEEN_REVOCATION =
      standing(
          "licensing.acceptUnseenRevocation",
          Kinds.FLAG,
          "false",
          "Acknowledges what `licensing.mode: token` costs, which is refused without it.");
  static final Setting<URI> INTROSPECTION_URI =
      optional(
          "licensing.introspectionUri",
          Kinds.ADDRESS,
          "Where proofs are introspected (RFC 7662, RFC 9701). Required to introspect.");
  static final Setting<String> CLIENT_ID =
      standing(
          "licensing.clientId", Kinds.NAME, "signer", "Our client id at the introspection point.");
  static final Setting<Secret> CLIENT_SECRET =
      optional(
          "licensing.clientSecret",
          Kinds.SECRET,
          "Our client secret there, sent as RFC 6749 §2.3.1 says; without one no client"
              + " authentication is sent.");
  static final Setting<Duration> FRESH_FOR =
      standing(
          "licensing.freshFor",
          Kinds.time("0s", "60s"),
          "30s",
          "How long an answer is used without asking again: the longest that a revoked licence"
              + " still signs while Licensing answers.");
  static final Setting<Duration> LAST_KNOWN_TTL =
      standing(
          "licensing.ttl",
          Kinds.time("1s", "30d"),
          "15m",
          "How long the last answer stands while Licensing does not answer.");

  static final Setting<String> LICENSING_AUDIENCE =
      standing(
          "licensing.audience",
          Kinds.NAME,
          "signer",
          "Our own name in the `aud` of proofs of entitlement.");

  static final Setting<StoreSettings.Kind> STORE_TYPE =
      standing(
          "store.type",
          Kinds.choice(StoreSettings.Kind.values()),
          "sqlite",
          "What keeps the request journal.");
  static final Setting<Path> STORE_DIRECTORY =
      required(
          "store.directory",
          Kinds.PLACE,
          "Where the request journal is kept, used by one process at a time.");

  static final Setting<Long> PLAN_ARTIFACT =
      required("plans.<plan>.maxArtifactBytes", Kinds.size("1B", "1GiB"), "Largest request body.");
  static final Setting<Integer> PLAN_RATE =
      required("plans.<plan>.rate", Kinds.number("number", 1, 1_000_000), "Requests each second.");
  static final Setting<Integer> PLAN_BURST =
      required(
          "plans.<plan>.burst", Kinds.number("number", 1, 1_000_000), "Requests at one moment.");
  static final Setting<Integer> PLAN_CONCURRENCY =
      required(
          "plans.<plan>.concurrency",
          Kinds.number("number", 1, 1_000_000),
          "Requests of the tenant at one time.");
  static final Setting<Long> PLAN_BYTES =
      required(
          "plans.<plan>.bytesPerDay",
          Kinds.size("1B", "1000000GiB"),
          "Sum of payloads signed in one UTC day.");
  static final Setting<Long> PLAN_SIGNATURES =
      required("plans.<plan>.signaturesPerDay", Kinds.count(), "Signatures in one UTC day.");
  static final Setting<List<String>> PLAN_FEATURES =
      standing(
          "plans.<plan>.features",
          Kinds.several(Kinds.NAME),
          "keyful",
          "What the plan includes; a proof can take a feature away, never add one.");

  static final Setting<List<PlanName>> TENANT_PLANS =
      required(
          "tenants.<tenant>.plans",
          Kinds.several(Kinds.PLAN),
          "The plans that the tenant's proofs may name.");
  static final Setting<List<SubjectPattern>> TENANT_SUBJECTS =
      required(
          "tenants.<tenant>.subjects",
          Kinds.several(Kinds.SUBJECT),
          "Patterns; each subject's whole name must match one.");
  static final Setting<PredicateRule.Release> TYPE_RELEASE =
      standing(
          "tenants.<tenant>.predicateTypes.<type>.release",
          Kinds.choice(PredicateRule.Release.values()),
          "required",
          "Whether the calling scanner's image must be release-signed.");
  static final Setting<Boolean> TYPE_REPORT =
      standing(
          "tenants.<tenant>.predicateTypes.<type>.report",
          Kinds.FLAG,
          "false",
          "Whether `predicate.policy` must equal `options.policy`.");
  static final Setting<Boolean> TENANT_ASSERTED =
      standing(
          "tenants.<tenant>.acceptAssertedRelease",
          Kinds.FLAG,
          "false",
          "Whether a scanner digest that only the request's body names is enough.");
  static final Setting<List<Digest>> TENANT_RELEASES =
      standing(
          "tenants.<tenant>.allowedReleases",
          Kinds.several(Kinds.DIGEST),
          "",
          "Scanner images that need no signature.");
  static final Setting<KeyPlace> KEY_URI =
      required(
          "tenants.<tenant>.keys.<key>.uri",
          Kinds.KEY_PLACE,
          "Where the signing key is: a name under `keys.backends`, a colon, and the key in the"
              + " backend's own form; for a keystore its alias.");
  static final Setting<List<PlanName>> KEY_PLANS =
      optional(
          "tenants.<tenant>.keys.<key>.plans",
          Kinds.several(Kinds.PLAN),
          "The plans under which it may sign; all of the tenant's when not written.");
  static final Setting<Boolean> KEY_PUBLISHED =
      standing(
          "tenants.<tenant>.keys.<key>.published",
          Kinds.FLAG,
          "false",
          "Whether anyone may read its public key at `GET /trust`.");

  static final Setting<List<KeyName>> PROFILE_KEYS =
      required(
          "tenants.<tenant>.profiles.<profile>.keys",
          Kinds.several(Kinds.KEY_NAME),
          "The 1 to 8 keys that sign together. The profile `default` signs where a request names"
              + " none.");

  static final Setting<KeyBackendSettings.Kind> BACKEND_TYPE =
      required(
          "keys.backends.<backend>.type",
          Kinds.choice(KeyBackendSettings.Kind.values()),
          "What holds the keys: a keystore file.");
  static final Setting<Path> KEYSTORE_FILE =
      optional(
          "keys.backends.<backend>.file",
          Kinds.FILE,
          "An encrypted PKCS#12 file; required for a keystore.");
  static final Setting<Secret> KEYSTORE_PASSWORD =
      optional(
          "keys.backends.<backend>.password",
          Kinds.SECRET,
          "Its password; required for a keystore.");

  static final Setting<PinnedKey> SIGNER_KEY =
      optional(
          "releases.signers.<signer>.key",
          Kinds.PUBLIC_KEY,
          "A key whose signature makes a scanner image a release.");
  static final Setting<String> SIGNER_IDENTITY =
      optional(
          "releases.signers.<signer>.certificateIdentity",
          Kinds.TEXT,
          "The identity in a certificate. Not supported yet: the start stops.");
  static final Setting<String> SIGNER_ISSUER =
      optional(
          "releases.signers.<signer>.certificateIssuer",
          Kinds.TEXT,
          "Who vouches for that identity. Not supported yet: the start stops.");
  static final Setting<ReleaseSettings.Kind> SOURCE_TYPE =
      required(
          "releases.sources.<source>.type",
          Kinds.choice(ReleaseSettings.Kind.values()),
          "What is searched for signatures: a registry, or an OCI image layout directory.");
  static final Setting<String> SOURCE_URL =
      optional("releases.sources.<source>.url", Kinds.ORIGIN, "The registry; required for one.");
  static final Setting<String> SOURCE_REPOSITORY =
      optional(
          "releases.sources.<source>.repository",
          Kinds.REPOSITORY,
          "The repository in it; required for a registry.");
  static final Setting<ReleaseSettings.Reach> SOURCE_REACH =
      standing(
          "releases.sources.<source>.reach",
          Kinds.choice(ReleaseSettings.Reach.values()),
          "public",
          "Which addresses the registry's name may have: globally routed ones, private ones too, or"
              + " this machine's only.");
  static final Setting<List<String>> SOURCE_REALMS =
      standing(
          "releases.sources.<source>.allowedRealmHosts",
          Kinds.several(Kinds.PEER),
          "",
          "Hosts, with a port unless it is 443, beside the registry's own that may be asked for its"
              + " tokens.");
  static final Setting<List<String>> SOURCE_CONTENT =
      standing(
          "releases.sources.<source>.contentHosts",
          Kinds.several(Kinds.PEER),
          "",
          "Hosts to which the registry may redirect for content; they are sent no credentials.");
  static final Setting<String> SOURCE_USER =
      optional("releases.sources.<source>.username", Kinds.USER, "User at the registry.");
  static final Setting<Secret> SOURCE_PASSWORD =
      optional("releases.sources.<source>.password", Kinds.SECRET, "Password of that user.");
  static final Setting<Path> SOURCE_DIRECTORY =
      optional(
          "releases.sources.<source>.directory",
          Kinds.FOLDER,
          "The image layout; required for one.");
  static final Setting<Duration> VERDICT_TTL =
      standing(
          "releases.cacheTtl",
          Kinds.time("0s", "24h"),
          "5m",
          "How long a trusted image is believed without looking again.");

  static final Setting<Long> SERVER_CAP =
      optional(
          "limits.serverCap",
          Kinds.size("1KiB", "1GiB"),
          "Largest request body that is taken from anyone. When not written: 100MiB, or"
              + " `limits.memoryBudget` where that is less.");
  static final Setting<Long> MEMORY_BUDGET =
      optional(
          "limits.memoryBudget",
          Kinds.size("1MiB", "64GiB"),
          "Request bodies held at one time; what is over it is answered 503. At least"
              + " `limits.serverCap`. The heap must have room for four times as much, or the start"
              + " stops. When not written: an eighth of the heap, but no less than"
              + " `limits.serverCap`.");
  static final Setting<Duration> REQUEST_TIME =
      standing(
          "limits.requestTime",
          // Less would leave Licensing no time of its own, so that no outage of it was ever one.
          Kinds.time("5s", "5m"),
          "60s",
          "How long one request may take, the reading of its body included.");

  /** In the order of the manual. */
  static final List<Setting<?>> ALL =
      List.of(
          LISTEN_HOST,
          LISTEN_PORT,
          PUBLIC_ORIGIN,
          BEHIND_PROXY,
          TLS_KEYSTORE,
          TLS_PASSWORD,
          TLS_CHAIN,
          TLS_KEY,
          MANAGEMENT_HOST,
          MANAGEMENT_PORT,
          HEADER_BYTES,
          HEADER_TIME,
          IDLE_TIME,
          BYTES_PER_SECOND,
          PACE,
          CONNECTIONS,
          DRAIN_TIME,
          AUTHORITY_ISSUER,
          AUTHORITY_JWKS,
          AUDIENCE,
          RELEASE_CLAIM,
          ALGORITHMS,
          TOKEN_TYPES,
          TOLERATED_CONFIRMATION,
          TOKEN_LIFETIME,
          AUTHORITY_TENANTS,
          LICENSING_ISSUER,
          LICENSING_JWKS,
          LICENSING_MODE,
          ACCEPT_UNSEEN_REVOCATION,
          INTROSPECTION_URI,
          CLIENT_ID,
          CLIENT_SECRET,
          FRESH_FOR,
          LAST_KNOWN_TTL,
          LICENSING_AUDIENCE,
          STORE_TYPE,
          STORE_DIRECTORY,
          PLAN_ARTIFACT,
          PLAN_RATE,
          PLAN_BURST,
          PLAN_CONCURRENCY,
          PLAN_BYTES,
          PLAN_SIGNATURES,
          PLAN_FEATURES,
          TENANT_PLANS,
          TENANT_SUBJECTS,
          TYPE_RELEASE,
          TYPE_REPORT,
          TENANT_ASSERTED,
          TENANT_RELEASES,
          KEY_URI,
          KEY_PLANS,
          KEY_PUBLISHED,
          PROFILE_KEYS,
          BACKEND_TYPE,
          KEYSTORE_FILE,
          KEYSTORE_PASSWORD,
          SIGNER_KEY,
          SIGNER_IDENTITY,
          SIGNER_ISSUER,
          SOURCE_TYPE,
          SOURCE_URL,
          SOURCE_REPOSITORY,
          SOURCE_REACH,
          SOURCE_REALMS,
          SOURCE_CONTENT,
          SOURCE_USER,
          SOURCE_PASSWORD,
          SOURCE_DIRECTORY,
          VERDICT_TTL,
          SERVER_CAP,
          MEMORY_BUDGET,
          REQUEST_TIME);

  private ConfigSchema() {}
}
