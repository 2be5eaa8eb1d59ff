package org.stellaops.signer.dev;

import java.time.InstantSource;
import java.util.HashMap;
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
  private final Optional<Digest> scanner;
  private final InstantSource clock;
  private final DevelopmentKey key = DevelopmentKey.generate();

  DevelopmentCaller(
      DevelopmentAuthority authority,
      DevelopmentLicensing licensing,
      DevelopmentKit.Scanner scanner,
      InstantSource clock) {
    this.authority = authority;
    this.licensing = licensing;
    this.clock = clock;
    this.scanner =
        switch (scanner) {
          case RELEASED -> Optional.of(SampleRelease.RELEASED);
          case UNSIGNED -> Optional.of(SampleRelease.UNSIGNED);
          case IMPOSTOR -> Optional.of(SampleRelease.IMPOSTOR);
          case UNKNOWN -> Optional.empty();
        };
  }

  @Override
  public String accessToken() {
    String image = scanner.map(Digest::toString).orElse("");
    return authority.mint(key.thumbprint(), Map.of("scanner_digest", image));
  }

  @Override
  public String proofOfEntitlement(String plan) {
    return licensing.mint(Map.of("plan", plan), key.thumbprint());
  }

  @Override
  public String proof(String method, String url, String accessToken, @Nullable String nonce) {
    Map<String, Object> claims = new HashMap<>();
    claims.put("jti", UUID.randomUUID().toString());
    claims.put("htm", method);
    claims.put("htu", url);
    claims.put("iat", clock.instant().getEpochSecond());
    claims.put("ath", Bytes.utf8(accessToken).sha256().bytes().base64Url());
    if (nonce != null) {
      claims.put("nonce", nonce);
    }
    return key.prove(claims);
  }

  @Override
  public Optional<Digest> scannerDigest() {
    return scanner;
  }
}
