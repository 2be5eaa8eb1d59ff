package org.stellaops.signer.bootstrap.config;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.stellaops.signer.bootstrap.config.BypassSettings.Approver;
import org.stellaops.signer.bootstrap.config.ReleaseSettings.Source.Registry;
import org.stellaops.signer.bootstrap.config.ServerSettings.Listener;
import org.stellaops.signer.bootstrap.config.SettingsReader.Written;
import org.stellaops.signer.bootstrap.libraries.BackendLibraries;
import org.stellaops.signer.core.securitykey.SecurityKeyRules.Demand;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.RelyingParty;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.oci.workload.Cloud;
import org.stellaops.signer.outbound.Origin;
import org.stellaops.signer.outbound.Reach;

/** Holds the settings against each other. */
final class ConfigChecks {

  private static final Pattern MODEL = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  /** A request needs about four times its body. */
  private static final int HEAP_FOR_A_BODY = 4;

  private final Config config;
  private final Map<SettingPath, Place> places;
  private final ConfigProblems problems;

  private ConfigChecks(Written<Config> written, ConfigProblems problems) {
    this.config = written.settings();
    this.places = written.places();
    this.problems = problems;
  }

  /** The settings with what was not written derived; {@code problems} has what is wrong. */
  static Config check(Written<Config> written, ConfigProblems problems, long heap) {
    ConfigChecks checks = new ConfigChecks(written, problems);
    checks.server();
    checks.authorities();
    checks.licensing();
    checks.someIn("plans", checks.config.plans(), "a plan");
    checks.someIn("tenants", checks.config.tenants(), "a tenant");
    Map<KeyPlace, String> users = new HashMap<>();
    checks.config.tenants().forEach(tenant -> checks.tenant(tenant, users));
    checks.libraries();
    new FipsChecks(checks.config, checks::wrong).check();
    checks.operators();
    checks.page();
    new SigstoreChecks(checks.config, checks::wrong).check();
    checks.releases();
    LimitSettings limits = checks.config.limits().derived(heap);
    checks.limits(limits, heap);
    return checks.config.with(limits);
  }

  private void wrong(String path, String what, String allowed) {
    SettingPath key = SettingPath.of(path);
    Place place = null;
    for (int length = key.names().size(); place == null; length--) {
      place = places.get(new SettingPath(key.names().subList(0, length)));
    }
    problems.add(place, key, what, allowed);
  }

  private boolean isWritten(String path) {
    return places.containsKey(SettingPath.of(path));
  }

  private void someIn(String section, Collection<?> found, String one) {
    if (found.isEmpty()) {
      wrong(section, "empty", "at least " + one);
    }
  }

  private static String names(Collection<?> known) {
    return String.join(", ", known.stream().map(String::valueOf).toList());
  }

  private void server() {
    ServerSettings server = config.server();
    Listener listen = server.listen();
    if (!listen.isLoopback() && server.tls() == null && !server.behindProxy()) {
      wrong(
          "server.listen.host",
          "callers elsewhere would send their tokens in the clear",
          "a loopback address, or server.tls, or server.behindProxy: true");
    }
    Listener management = server.management().listener();
    if (listen.meets(management)) {
      wrong("server.management.port", "the port of server.listen", "another port");
    }
    if (!management.isLoopback() && !server.management().acceptRemoteReaders()) {
      wrong(
          "server.management.host",
          "readiness and metrics would be open to the network",
          "a loopback address, or server.management.acceptRemoteReaders: true beside it");
    }
    if (!isWritten("server.publicOrigin") && (server.behindProxy() || !listen.isLoopback())) {
      wrong(
          "server.publicOrigin",
          "missing: proofs are compared with it, never with what a request says of its host",
          Kinds.ORIGIN.allowed());
    }
  }

  private void libraries() {
    for (KeyBackendSettings backend : config.keys().backends()) {
      if (backend.needsLibrary()) {
        BackendLibraries.missing(backend.type(), config.keys().libraries())
            .ifPresent(missing ->
                wrong(
                    "keys.backends." + backend.name() + ".type", missing.what(), missing.remedy()));
      }
    }
  }

  private void operators() {
    List<Tenant> known = config.tenants().stream().map(TenantSettings::tenant).toList();
    known("seal.operators", config.seal().operators(), known);
    known("approvals.tenants", config.approvals().tenants(), known);
    known("bypass.operators", config.bypass().operators(), known);
    known("securityKeys.beginAnew", config.securityKeys().beginAnew(), known);
    approvers();
    securityKeys();
  }

  private void securityKeys() {
    SecurityKeySettings settings = config.securityKeys();
    if (settings.rpId() == null) {
      if (config.approvals().securityKey() != Demand.OFF) {
        wrong("approvals.securityKey", "securityKeys.rpId is missing", "off, or both");
      }
      return;
    }
    try {
      new RelyingParty(settings.rpId(), settings.origins());
    } catch (IllegalArgumentException e) {
      wrong("securityKeys.origins", String.valueOf(e.getMessage()), "origins of rpId");
    }
    for (String model : settings.models()) {
      if (!MODEL.matcher(model).matches()) {
        wrong(
            "securityKeys.models",
            "no AAGUID: " + model,
            "UUIDs in lower case, as cb69481e-8ff7-4039-93ec-0a2729a154a8");
      }
    }
  }

  private void page() {
    PageSettings page = config.page();
    Map<String, Boolean> parts = new TreeMap<>();
    parts.put("clientId", page.clientId() != null);
    parts.put("issuer", page.issuer() != null);
    parts.put("authorizationEndpoint", page.authorizationEndpoint() != null);
    parts.put("tokenEndpoint", page.tokenEndpoint() != null);
    if (page.resource() == null && !parts.containsValue(true)) {
      return;
    }
    parts.forEach((name, written) -> {
      if (!written) {
        wrong("page." + name, "missing", "clientId, issuer and both endpoints, or none of page");
      }
    });
    List<IssuerName> issuers =
        config.authorities().stream().map(AuthoritySettings::issuer).toList();
    if (page.issuer() != null && !issuers.contains(page.issuer())) {
      wrong("page.issuer", "no Authority " + page.issuer(), names(issuers));
    }
  }

  private void approvers() {
    List<Approver> approvers = config.bypass().approvers();
    if (!config.bypass().operators().isEmpty() && approvers.size() < 2) {
      wrong("bypass.approvers", "fewer than two", "two persons, each with a key");
    }
    Set<PinnedKey> keys = new HashSet<>();
    for (Approver approver : approvers) {
      if (approver.key() == null) {
        wrong("bypass.approvers." + approver.name() + ".key", "missing", "the person's public key");
      } else if (!keys.add(approver.key())) {
        wrong(
            "bypass.approvers." + approver.name() + ".key",
            "the key of another approver",
            "one key for each person");
      }
    }
  }

  private void known(String path, Set<Tenant> named, List<Tenant> known) {
    for (Tenant each : named) {
      if (!known.contains(each)) {
        wrong(path, "no tenant " + each, names(known));
      }
    }
  }

  private void authorities() {
    List<Tenant> known = config.tenants().stream().map(TenantSettings::tenant).toList();
    Set<IssuerName> issuers = new HashSet<>();
    someIn("authorities", config.authorities(), "an Authority");
    for (AuthoritySettings authority : config.authorities()) {
      String path = "authorities." + authority.name();
      if (!issuers.add(authority.issuer())) {
        wrong(path + ".issuer", "the issuer of another Authority", "one Authority for each issuer");
      }
      Set<Tenant> tenants = authority.tenants();
      if (tenants == null && config.authorities().size() > 1) {
        wrong(path + ".tenants", "missing", "a list, each a name under tenants");
      }
      for (Tenant tenant : tenants == null ? Set.<Tenant>of() : tenants) {
        if (!known.contains(tenant)) {
          wrong(path + ".tenants", "no tenant " + tenant, names(known));
        }
      }
    }
  }

  private void licensing() {
    LicensingSettings licensing = config.licensing();
    switch (licensing.mode()) {
      case INTROSPECT -> {
        if (licensing.introspectionUri() == null) {
          wrong(
              "licensing.introspectionUri",
              "missing",
              "an https URL without user, query or fragment; http on loopback only");
        }
      }
      case TOKEN -> {
        for (String key : List.of("licensing.introspectionUri", "licensing.clientSecret")) {
          if (isWritten(key)) {
            wrong(key, "means nothing with licensing.mode: token", "nothing here");
          }
        }
        if (!licensing.acceptUnseenRevocation()) {
          wrong(
              "licensing.mode",
              "a revoked licence would sign on unseen",
              "introspect, or licensing.acceptUnseenRevocation: true beside it");
        }
      }
    }
    if (licensing.freshFor().compareTo(licensing.ttl()) > 0) {
      wrong("licensing.freshFor", "longer than licensing.ttl", "at most licensing.ttl");
    }
    if (config.authorities().stream()
        .anyMatch(authority -> authority.issuer().equals(licensing.issuer()))) {
      wrong(
          "licensing.issuer",
          "the issuer of access tokens",
          "another issuer: an access token is never a proof of entitlement");
    }
  }

  private void tenant(TenantSettings tenant, Map<KeyPlace, String> users) {
    String path = "tenants." + tenant.tenant();
    List<PlanName> plans = config.plans().stream().map(PlanSettings::name).toList();
    tenant.plans().stream()
        .filter(plan -> !plans.contains(plan))
        .forEach(plan -> wrong(path + ".plans", "no plan " + plan, names(plans)));
    someIn(path + ".plans", tenant.plans(), "one plan");
    for (TenantSettings.Key key : tenant.keys()) {
      key(tenant, key, path + ".keys." + key.name(), users);
    }
    List<KeyName> keys = tenant.keys().stream().map(TenantSettings.Key::name).toList();
    for (TenantSettings.Profile profile : tenant.profiles()) {
      profile.keys().stream()
          .filter(key -> !keys.contains(key))
          .forEach(key ->
              wrong(path + ".profiles." + profile.name() + ".keys", "no key " + key, names(keys)));
    }
  }

  private void key(
      TenantSettings tenant, TenantSettings.Key key, String path, Map<KeyPlace, String> users) {
    List<String> backends =
        config.keys().backends().stream().map(KeyBackendSettings::name).toList();
    if (!backends.contains(key.uri().backend())) {
      wrong(
          path + ".uri",
          "no backend " + key.uri().backend(),
          backends.isEmpty() ? "a name under keys.backends" : names(backends));
    }
    boolean inFile =
        config.keys().backends().stream()
            .anyMatch(each -> each.name().equals(key.uri().backend()) && isInFile(each));
    if (inFile && key.protection() == TenantSettings.Protection.HARDWARE) {
      wrong(
          path + ".protection",
          "hardware, and the key is in a file",
          "software, or a key of another backend");
    }
    if (key.name().equals(key.replaces())) {
      wrong(path + ".replaces", "the key itself", "another key of the tenant");
    }
    String user = users.putIfAbsent(key.uri(), tenant.tenant() + "/" + key.name());
    if (user != null) {
      wrong(path + ".uri", "the key of " + user, "one use for each key");
    }
    Set<PlanName> plans = key.plans();
    for (PlanName plan : plans == null ? Set.<PlanName>of() : plans) {
      if (!tenant.plans().contains(plan)) {
        wrong(path + ".plans", "no plan of the tenant: " + plan, "its plans");
      }
    }
  }

  private static boolean isInFile(KeyBackendSettings backend) {
    return backend instanceof KeyBackendSettings.Keystore
        || backend instanceof KeyBackendSettings.Pem;
  }

  private void releases() {
    ReleaseSettings releases = config.releases();
    for (ReleaseSettings.Signer signer : releases.signers()) {
      String path = "releases.signers." + signer.name();
      new ReleaseSignerChecks(signer, this::wrong).check(path);
    }
    if (config.sigstore().trustedRoot() == null
        && releases.signers().stream().anyMatch(ReleaseSettings.Signer::isCertified)) {
      wrong(
          "sigstore.trustedRoot",
          "missing: certificates of release signers are checked by it",
          "a Sigstore trusted_root.json");
    }
    if (releases.threshold() > Math.max(1, releases.signers().size())) {
      wrong(
          "releases.threshold",
          "more than there are signers",
          "1 to " + Math.max(1, releases.signers().size()));
    }
    if (!releases.sources().isEmpty()) {
      someIn("releases.signers", releases.signers(), "a signer; without one no source can help");
    }
    List<String> origins =
        releases.sources().stream()
            .filter(source -> source.mirrorOf() == null)
            .map(ReleaseSettings.Source::name)
            .toList();
    for (ReleaseSettings.Source source : releases.sources()) {
      if (source.mirrorOf() != null && !origins.contains(source.mirrorOf())) {
        wrong(
            "releases.sources." + source.name() + ".mirrorOf",
            "no source, or itself a mirror: " + source.mirrorOf(),
            names(origins));
      }
      String path = "releases.sources." + source.name();
      switch (source) {
        case ReleaseSettings.Source.Layout layout -> {}
        case Registry registry -> {
          if (registry.url().startsWith("http:") && registry.reach() != Reach.LOOPBACK) {
            wrong(path + ".reach", "plain http goes to this machine only", "reach: loopback");
          }
          if ((registry.username() == null) != (registry.password() == null)) {
            wrong(
                path + ".username",
                "one of a pair without the other",
                "username and password, or neither");
          }
          if (registry.dockerConfig() != null && registry.username() != null) {
            wrong(
                path + ".dockerConfig",
                "beside a user and a password",
                "either that user's password or a docker configuration");
          }
          workloadIdentity(path, registry);
        }
      }
    }
  }

  private void workloadIdentity(String path, Registry registry) {
    Cloud cloud = registry.workloadIdentity();
    if (cloud == null) {
      return;
    }
    if (registry.dockerConfig() != null || registry.username() != null) {
      wrong(path + ".workloadIdentity", "beside another login", "one of them alone");
    }
    if (!cloud.has(Origin.parse(registry.url()))) {
      wrong(
          path + ".workloadIdentity",
          registry.url() + " is no registry of this cloud, and would be sent its login",
          "https://" + cloud.registries());
    }
    if (!registry.allowedRealmHosts().isEmpty()) {
      wrong(
          path + ".allowedRealmHosts",
          "the login of a workload goes to its registry alone",
          "none beside workloadIdentity");
    }
  }

  private void limits(LimitSettings limits, long heap) {
    long budget = limits.memoryBudget();
    if (budget < limits.serverCap()) {
      wrong("limits.memoryBudget", "less than limits.serverCap", "at least limits.serverCap");
    }
    // Past its budget a service answers 503; past its heap the process would end.
    if (budget > heap / HEAP_FOR_A_BODY) {
      wrong(
          isWritten("limits.memoryBudget") ? "limits.memoryBudget" : "limits.serverCap",
          mebibytes(budget)
              + " of bodies need a heap of "
              + mebibytes(HEAP_FOR_A_BODY * budget)
              + ", and this one has "
              + mebibytes(heap),
          "up to "
              + mebibytes(heap / HEAP_FOR_A_BODY)
              + ", or a larger heap, such as STELLA_JAVA_OPTS=-Xmx"
              + ((LimitSettings.HEAP_SHARE * budget) >> 20)
              + "m");
    }
  }

  private static String mebibytes(long bytes) {
    return (bytes >> 20) + "MiB";
  }
}
