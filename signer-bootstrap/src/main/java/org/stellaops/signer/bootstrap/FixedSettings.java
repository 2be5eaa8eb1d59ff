package org.stellaops.signer.bootstrap;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.Config.KeySettings;
import org.stellaops.signer.bootstrap.config.IdentitySettings.Token;
import org.stellaops.signer.bootstrap.config.ReleaseSettings;
import org.stellaops.signer.bootstrap.config.ServerSettings;
import org.stellaops.signer.bootstrap.config.TenantSettings;
import org.stellaops.signer.model.Tenant;

/** The settings that hold until the process is started again. */
final class FixedSettings {

  private FixedSettings() {}

  /** One line for each section that differs and cannot be changed by a reload. */
  static List<String> changed(Config now, Config next) {
    List<String> changed = new ArrayList<>();
    compare("server", now.server(), reloaded(now.server(), next.server()), changed);
    compare("authorities", now.authorities(), next.authorities(), changed);
    compare("licensing", now.licensing(), next.licensing(), changed);
    compare("store", now.store(), next.store(), changed);
    compare("limits", now.limits(), next.limits(), changed);
    compare("crypto", now.crypto(), next.crypto(), changed);
    compare("seal", now.seal(), next.seal(), changed);
    compare("approvals", now.approvals(), next.approvals(), changed);
    compare("bypass", now.bypass(), next.bypass(), changed);
    compare("page", now.page(), next.page(), changed);
    compare("securityKeys", now.securityKeys(), next.securityKeys(), changed);
    compare("keys", now.keys(), reloaded(now.keys(), next.keys()), changed);
    compare("releases", now.releases(), reloaded(now.releases(), next.releases()), changed);
    compare("sigstore", now.sigstore(), next.sigstore(), changed);
    compare(
        "verification.trustedRoots",
        now.verification().trustedRoots(),
        next.verification().trustedRoots(),
        changed);
    compare("tenants.<tenant>.keyless.token", tokens(now), tokens(next), changed);
    return changed;
  }

  private static Map<Tenant, Token> tokens(Config config) {
    Map<Tenant, Token> tokens = new HashMap<>();
    for (TenantSettings tenant : config.tenants()) {
      if (tenant.keyless() != null) {
        tokens.put(tenant.tenant(), tenant.keyless().token());
      }
    }
    return tokens;
  }

  private static void compare(String section, Object now, Object next, List<String> changed) {
    if (!Objects.equals(now, next)) {
      changed.add(
          section
              + inner(now, next)
              + ": changed, and holds until a restart; a reload changes tenants, plans, keys,"
              + " release signers and what they must sign, allow-lists, revocations and"
              + " server.tls");
    }
  }

  /** The settings of a section that differ, down to where there is one alone: {@code .store.x}. */
  private static String inner(Object now, Object next) {
    if (!(now instanceof Record) || now.getClass() != next.getClass()) {
      return "";
    }
    List<RecordComponent> differing =
        Arrays.stream(now.getClass().getRecordComponents())
            .filter(each -> !Objects.equals(value(now, each), value(next, each)))
            .toList();
    if (differing.size() != 1) {
      return " ("
          + differing.stream().map(RecordComponent::getName).collect(Collectors.joining(", "))
          + ")";
    }
    Object before = value(now, differing.get(0));
    Object after = value(next, differing.get(0));
    return "."
        + differing.get(0).getName()
        + (before == null || after == null ? "" : inner(before, after));
  }

  private static @Nullable Object value(Object section, RecordComponent component) {
    try {
      return component.getAccessor().invoke(section);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("settings are readable records: " + section.getClass(), e);
    }
  }

  /** The next settings as far as only a restart changes them: the rest is as now. */
  private static ServerSettings reloaded(ServerSettings now, ServerSettings next) {
    boolean tls = now.tls() != null && next.tls() != null;
    return new ServerSettings(
        next.listen(),
        next.publicOrigin(),
        next.behindProxy(),
        next.nonceSecret(),
        tls ? now.tls() : next.tls(),
        next.management(),
        now.log(),
        next.limits());
  }

  private static KeySettings reloaded(KeySettings now, KeySettings next) {
    return new KeySettings(
        next.libraries(),
        next.maximumAge(),
        now.selfTestEvery(),
        next.twoPersons(),
        next.confirmWithin(),
        now.backends());
  }

  private static ReleaseSettings reloaded(ReleaseSettings now, ReleaseSettings next) {
    return new ReleaseSettings(
        now.signers(),
        now.threshold(),
        now.attestations(),
        now.oldestVersion(),
        now.versionAnnotation(),
        now.indexes(),
        next.certificates(),
        next.sources(),
        next.cacheTtl(),
        next.staleWhileOutage());
  }
}
