package org.stellaops.signer.dev;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.DevelopmentKit;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;

/** A caller with a P-256 key that lives as long as this object. */
final class DevelopmentCaller implements DevelopmentKit.Caller {

  private final DevelopmentAuthority authority;
  private final DevelopmentLicensing licensing;
  private final @Nullable Digest scanner;
  private final InstantSource clock;
  private final ECKey key;
  private final String thumbprint;

  DevelopmentCaller(
      DevelopmentAuthority authority,
      DevelopmentLicensing licensing,
      DevelopmentKit.Scanner scanner,
      InstantSource clock) {
    this.authority = authority;
    this.licensing = licensing;
    this.scanner = image(scanner);
    this.clock = clock;
    try {
      this.key = new ECKeyGenerator(Curve.P_256).generate();
      this.thumbprint = key.computeThumbprint().toString();
    } catch (JOSEException e) {
      throw new IllegalStateException("every Java platform has P-256", e);
    }
  }

  private static @Nullable Digest image(DevelopmentKit.Scanner scanner) {
    return switch (scanner) {
      case RELEASED -> SampleRelease.RELEASED;
      case UNSIGNED -> SampleRelease.UNSIGNED;
      case IMPOSTOR -> SampleRelease.IMPOSTOR;
      case UNKNOWN -> null;
    };
  }

  @Override
  public String accessToken() {
    AccessTokenOrder order = DevelopmentMode.TOKEN;
    return authority.mint(
        new AccessTokenOrder(
            order.audience(),
            order.tenant(),
            order.client(),
            order.instance(),
            order.scopes(),
            thumbprint,
            scanner == null ? null : scanner.toString(),
            order.lifetime()));
  }

  @Override
  public String proofOfEntitlement(String plan) {
    EntitlementProofOrder order = DevelopmentMode.PROOF;
    return licensing.mint(
        new EntitlementProofOrder(
            order.audience(),
            order.tenant(),
            order.instance(),
            order.licence(),
            plan,
            order.features(),
            order.limits(),
            thumbprint,
            order.lifetime()));
  }

  @Override
  public String proof(String method, String url, String accessToken, @Nullable String nonce) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("jti", UUID.randomUUID().toString());
    claims.put("htm", method);
    claims.put("htu", url);
    claims.put("iat", clock.instant().getEpochSecond());
    claims.put(
        "ath", Base64URL.encode(Bytes.utf8(accessToken).sha256().bytes().toByteArray()).toString());
    if (nonce != null) {
      claims.put("nonce", nonce);
    }
    try {
      JWSObject proof =
          new JWSObject(
              new JWSHeader.Builder(JWSAlgorithm.ES256)
                  .type(new JOSEObjectType("dpop+jwt"))
                  .jwk(key.toPublicJWK())
                  .build(),
              new Payload(claims));
      proof.sign(new ECDSASigner(key));
      return proof.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("a P-256 key signs ES256", e);
    }
  }

  @Override
  public Optional<Digest> scannerDigest() {
    return Optional.ofNullable(scanner);
  }
}
