package org.stellaops.signer.example.embedding;

import static org.stellaops.signer.model.SignatureAlgorithm.ED25519;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.Signer;
import org.stellaops.signer.core.api.embedded.LocalSigner;
import org.stellaops.signer.core.api.embedded.SigningOutcome;
import org.stellaops.signer.core.api.embedded.SigningRequest;
import org.stellaops.signer.core.api.policy.*;
import org.stellaops.signer.core.api.setup.Recovery;
import org.stellaops.signer.core.api.setup.SignerBuilder;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.*;
import org.stellaops.signer.ports.*;
import org.stellaops.signer.sql.SqliteStore;

/**
 * Signs inside a plain Java process, with its own keys, its own callers and its own check of
 * licence tokens. Arguments: store directory, and files: the licence issuer's key (PEM), the Proof
 * of Entitlement, the artifact.
 */
public record Embedding(KeyPair own, PinnedKey licensing)
    implements SigningKeys, SigningKey, SignedTokens {

  private static final String SBOM = "https://cyclonedx.org/bom";
  private static final IssuerName LICENCES = new IssuerName("https://licences.example");

  public static void main(String[] args) throws Exception {
    var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    var ports = new Embedding(pair, PinnedKey.parsePem(Files.readString(Path.of(args[1]))));
    var acme = new Tenant("acme");
    var pro = Set.of(new PlanName("pro"));
    var key = new KeyRule(new KeyName("sbom"), "own", new KeyUri("sbom"), "own", pro, true);
    var limits = new Limits(1 << 20, new RateLimit(10, 20), 4, 1 << 30, 1000);
    var rule = new PredicateRule(PredicateRule.Release.NOT_REQUIRED, false);
    var caller = new LocalCallers.LocalCaller(acme, new ClientId("app"), new InstanceId("1"), null);
    var clock = InstantSource.system();
    var ticker = Ticker.system();
    try (var db = SqliteStore.open(Path.of(args[0]), clock, ticker, Throwable::printStackTrace);
        Signer signer =
            new SignerBuilder()
                .time(clock, ticker)
                .localCallers(() -> Optional.of(caller))
                .licences(LICENCES, ports)
                .store(db.journal(), db.auditRecords(), db.entitlements(), refusal -> refusal.id())
                .policies(
                    Policies.ofOne(acme, limits, key, Map.of(SBOM, rule)), Map.of("own", ports))
                .build()) {
      // Before the first request; a service repeats it every minute, on a thread of its own.
      new Recovery(db.journal(), clock).recover(Deadline.in(Duration.ofSeconds(20), ticker));
      var artifact = Bytes.adopt(Files.readAllBytes(Path.of(args[3])));
      var request =
          SigningRequest.ofType(SBOM)
              .subject("app.jar", Digest.of(artifact))
              .predicate(Map.of("bomFormat", "CycloneDX", "specVersion", "1.6"))
              .proofOfEntitlement(Files.readString(Path.of(args[2])).strip())
              .build();
      switch (new LocalSigner(signer).sign(new TraceId("app-1"), request)) {
        case SigningOutcome.Signed(var id, var signed) -> {
          System.out.println(signed.bundles().get(0).utf8());
          System.err.print(ports.pin().pem());
        }
        case SigningOutcome.Refused(var id, var why) ->
            System.err.println(why.code().wire() + ": " + why.advice() + " Audit id: " + id);
        case SigningOutcome.Failed(var id, var why) ->
            System.err.println(why.getMessage() + ", try again in " + why.retryAfter());
      }
    }
  }

  @Override
  public SigningKey open(KeyUri key, @Nullable SignatureAlgorithm wanted, Deadline deadline) {
    return this;
  }

  @Override
  public void requireReachable(Deadline deadline) {}

  @Override
  public PinnedKey pin() {
    return PinnedKey.of(own.getPublic());
  }

  /** Whatever this answers, the core checks it against the pinned key before anyone sees it. */
  @Override
  public SignatureValue sign(Signable what, SendGate gate, Deadline deadline) {
    gate.requireOpen(); // last of all, so that a seal or a revocation holds at once
    try {
      var signature = Signature.getInstance("Ed25519");
      signature.initSign(own.getPrivate());
      what.update(signature);
      return new SignatureValue(ED25519, Bytes.adopt(signature.sign()), "own");
    } catch (GeneralSecurityException e) {
      throw new BackendRefused("our own key cannot sign", e);
    }
  }

  /** The signature only: every claim is the core's to judge. */
  @Override
  public Reading read(String compact, Deadline deadline) {
    try {
      var jws = compact.split("\\.", 3);
      if (!isPlainEs256(Bytes.base64Url(jws[0]))) {
        return new Reading.Unreadable(TokenFault.ALGORITHM);
      }
      var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initVerify(licensing.key());
      Bytes.utf8(jws[0] + "." + jws[1]).update(signature);
      return signature.verify(Bytes.base64Url(jws[2]).toByteArray())
          ? new Reading.Verified(LICENCES, "1", Bytes.base64Url(jws[0]), Bytes.base64Url(jws[1]))
          : new Reading.Unreadable(TokenFault.SIGNATURE);
    } catch (Exception e) {
      return new Reading.Unreadable(TokenFault.MALFORMED);
    }
  }

  /** The algorithm is what the key is for, and no extension changes what the signature covers. */
  private static boolean isPlainEs256(Bytes header) throws InvalidJson {
    return JsonValue.parse(header, JsonLimits.REQUEST) instanceof JsonObject members
        && members.string("alg").equals("ES256")
        && Stream.of("crit", "b64", "zip").noneMatch(members::has);
  }
}
