package org.stellaops.signer.example.application;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stellaops.signer.core.api.embedded.LocalSigner;
import org.stellaops.signer.core.api.embedded.Signatory;
import org.stellaops.signer.core.api.embedded.SigningOutcome;
import org.stellaops.signer.core.api.embedded.SigningRequest;
import org.stellaops.signer.core.api.policy.KeyRule;
import org.stellaops.signer.core.api.policy.Limits;
import org.stellaops.signer.core.api.policy.Policies;
import org.stellaops.signer.core.api.policy.PredicateRule;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.InstanceId;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.KeyUri;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.RateLimit;
import org.stellaops.signer.model.SignatureAlgorithm;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.model.TraceId;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.LocalCallers;
import org.stellaops.signer.ports.SignedTokens;
import org.stellaops.signer.ports.SigningKeys;
import org.stellaops.signer.testkit.signing.InMemorySigningKeys;
import org.stellaops.signer.testkit.tokens.InMemoryTokens;
import org.stellaops.signer.testkit.tokens.Jws;
import org.stellaops.signer.testkit.tokens.JwsKey;
import org.stellaops.signer.verify.BundleVerifier;

/**
 * What an application brings to the signer, its keys and licences in memory, and a use of what it
 * is given: the same for both frameworks. For tests.
 */
public final class SampleApplication {

  /** Who issues its licences. */
  public static final String ISSUER = "https://licences.example";

  private static final String SBOM = "https://cyclonedx.org/bom";
  private static final Bytes ARTIFACT = Bytes.utf8("an artifact");
  private static final JwsKey LICENSING = JwsKey.es256("1");

  private final InMemorySigningKeys keys = new InMemorySigningKeys();

  public LocalCallers callers() {
    var caller =
        new LocalCallers.LocalCaller(
            new Tenant("acme"), new ClientId("app"), new InstanceId("1"), null);
    return () -> Optional.of(caller);
  }

  public SigningKeys keys() {
    return keys;
  }

  public SignedTokens licences() {
    return new InMemoryTokens(new IssuerName(ISSUER), Dependency.LICENSING, LICENSING);
  }

  public Policies policies() {
    KeyUri uri = keys.newKey(SignatureAlgorithm.ED25519);
    var plans = Set.of(new PlanName("pro"));
    return Policies.ofOne(
        new Tenant("acme"),
        new Limits(1 << 20, new RateLimit(10, 20), 4, 1 << 30, 1000),
        new KeyRule(new KeyName("sbom"), "own", uri, "own", plans, true),
        Map.of(SBOM, new PredicateRule(PredicateRule.Release.NOT_REQUIRED, false)));
  }

  /** Has something signed, verifies it, and is refused with somebody else's licence. */
  public static void use(LocalSigner signer) {
    switch (sign(signer, "acme")) {
      case SigningOutcome.Signed(var id, var signed) -> {
        var key = ((Signatory.ByKey) signed.signers().get(0)).key();
        var verdict =
            BundleVerifier.trusting(key)
                .ofType(SBOM)
                .verify(signed.bundles().get(0), Digest.of(ARTIFACT));
        if (!(verdict instanceof BundleVerifier.Verified)) {
          throw new AssertionError(verdict);
        }
      }
      case SigningOutcome.Refused(var id, var why) -> throw new AssertionError(why.advice());
      case SigningOutcome.Failed(var id, var why) -> throw new AssertionError(why);
    }
    if (!(sign(signer, "beta") instanceof SigningOutcome.Refused)) {
      throw new AssertionError("signed with a licence of another tenant");
    }
  }

  private static SigningOutcome sign(LocalSigner signer, String licensed) {
    return signer.sign(
        new TraceId("t-1"),
        SigningRequest.ofType(SBOM)
            .subject("app", Digest.of(ARTIFACT))
            .predicate(Map.of("bomFormat", "CycloneDX"))
            .proofOfEntitlement(proof(licensed))
            .build());
  }

  private static String proof(String tenant) {
    long now = Instant.now().getEpochSecond();
    return new Jws()
        .header("typ", "poe+jwt")
        .header("alg", "ES256")
        .header("kid", LICENSING.kid())
        .claim("iss", ISSUER)
        .claim("aud", "signer")
        .claim("tid", tenant)
        .claim("inst", "1")
        .claim("lic", "L-1")
        .claim("ver", 1)
        .claim("plan", "pro")
        .claim("features", List.of("keyful"))
        .claim("iat", now - 10)
        .claim("exp", now + 3600)
        .signedBy(LICENSING);
  }
}
