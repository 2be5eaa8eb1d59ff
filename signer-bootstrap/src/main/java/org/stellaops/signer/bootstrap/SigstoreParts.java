package org.stellaops.signer.bootstrap;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.ReadinessProbe.Check;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.bootstrap.config.IdentitySettings;
import org.stellaops.signer.bootstrap.config.SigstoreSettings;
import org.stellaops.signer.bootstrap.config.TenantSettings;
import org.stellaops.signer.core.api.setup.KeylessParts;
import org.stellaops.signer.core.signing.WarmCertificates.Bounds;
import org.stellaops.signer.fulcio.FulcioIssuer;
import org.stellaops.signer.fulcio.HttpTimestampAuthority;
import org.stellaops.signer.fulcio.IdentityTokenSource;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.outbound.OutboundUrl;
import org.stellaops.signer.ports.CertificateIssuer;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.TimestampAuthority;
import org.stellaops.signer.ports.TrustedMaterial;
import org.stellaops.signer.verify.TrustedRootMaterial;

/** What keyless signing and proof of time are made of, as configured. */
record SigstoreParts(KeylessParts parts, List<Check> checks) {

  static SigstoreParts open(Config config, Connections connections, JcaProviders providers)
      throws StartFailed {
    SigstoreSettings sigstore = config.sigstore();
    if (sigstore.trustedRoot() == null) {
      return new SigstoreParts(KeylessParts.NONE, List.of());
    }
    TrustedMaterial trust =
        new TrustedRootMaterial(TrustedRoots.ofSigning(sigstore.trustedRoot()), providers);
    List<Check> checks = new ArrayList<>();
    List<TimestampAuthority> authorities = new ArrayList<>();
    for (SigstoreSettings.Authority authority : sigstore.timestamps().authorities()) {
      OutboundUrl url =
          connections.url(
              "sigstore.timestamps.authorities." + authority.name() + ".url",
              authority.url(),
              authority.connection(),
              Dependency.TIMESTAMP_AUTHORITY);
      TimestampAuthority made = new HttpTimestampAuthority(authority.name(), url);
      authorities.add(made);
      checks.add(
          Check.optional(
              Dependency.TIMESTAMP_AUTHORITY.label() + ":" + authority.name(),
              made::requireReachable));
    }
    CertificateIssuer issuer = issuer(config, connections, providers);
    if (issuer != null) {
      checks.add(
          Check.optional(Dependency.CERTIFICATE_AUTHORITY.label(), issuer::requireReachable));
    }
    SigstoreSettings.Certificates certificates = sigstore.certificates();
    Bounds bounds =
        new Bounds(
            certificates.maximumAge(), certificates.maximumUses(), Bounds.standard().spare());
    return new SigstoreParts(
        Section.made(
            "sigstore",
            () ->
                new KeylessParts(
                    trust,
                    issuer,
                    bounds,
                    authorities,
                    authorities.isEmpty() ? 0 : sigstore.timestamps().threshold())),
        checks);
  }

  private static @Nullable CertificateIssuer issuer(
      Config config, Connections connections, JcaProviders providers) throws StartFailed {
    SigstoreSettings.Fulcio fulcio = config.sigstore().fulcio();
    if (fulcio == null) {
      return null;
    }
    Map<Tenant, IdentityTokenSource> tokens = new HashMap<>();
    for (TenantSettings tenant : config.tenants()) {
      IdentitySettings keyless = tenant.keyless();
      if (keyless != null) {
        tokens.put(
            tenant.tenant(),
            IdentityTokens.open(
                "tenants." + tenant.tenant() + ".keyless.token",
                keyless.token(),
                InstantSource.system(),
                connections,
                System.getenv()));
      }
    }
    OutboundUrl url =
        connections.url(
            "sigstore.fulcio.url",
            fulcio.url(),
            fulcio.connection(),
            Dependency.CERTIFICATE_AUTHORITY);
    return Section.made("sigstore.fulcio", () -> new FulcioIssuer(url, tokens, providers));
  }
}
