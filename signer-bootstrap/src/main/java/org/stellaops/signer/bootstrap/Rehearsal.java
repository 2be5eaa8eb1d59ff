package org.stellaops.signer.bootstrap;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.ReadinessProbe.State;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.core.api.Credential;
import org.stellaops.signer.core.api.IncomingRequest;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.RequestBody;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.Signer;
import org.stellaops.signer.core.api.policy.PolicySnapshot;
import org.stellaops.signer.core.api.setup.SignerBuilder;
import org.stellaops.signer.core.keys.KeyRegister;
import org.stellaops.signer.core.signing.OpenKeys;
import org.stellaops.signer.core.signing.OtherUses;
import org.stellaops.signer.crypto.CryptoProviders;
import org.stellaops.signer.identity.DpopProofs;
import org.stellaops.signer.identity.JwksTokens;
import org.stellaops.signer.identity.TokensByIssuer;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.JcaProviders;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.model.TraceId;
import org.stellaops.signer.ports.ArtifactRegistry;
import org.stellaops.signer.ports.Observations.RequestTrace;
import org.stellaops.signer.ports.PossessionProofs;
import org.stellaops.signer.sql.QuotaRoom;

/**
 * Sends one request of a caller through every gate of the signer that a configuration makes, up to
 * the use of a key: the same gates in the same order, over a store that keeps and spends nothing.
 * The Authority's and Licensing's key sets are fetched, Licensing is asked about the proof, and
 * registries about the image.
 */
public final class Rehearsal {

  static final String ROUTE = "/api/v1/signer/sign/dsse";

  private Rehearsal() {}

  /** Makes a DPoP proof for one request with the key of the caller. */
  @FunctionalInterface
  public interface ProofMaker {
    String proof(String method, String url, String token, String nonce);
  }

  /**
   * What a caller would send.
   *
   * @param token the access token, compact
   * @param proof the Proof of Entitlement, compact
   * @param scanner the image that the body would name; null for the one that the token says
   * @param keys what {@code options.keys} would name
   * @param dpop null where the caller's key is not at hand: whoever holds the token is then taken
   *     for its owner
   */
  public record Asked(
      String token,
      String proof,
      @Nullable Digest scanner,
      List<String> keys,
      @Nullable ProofMaker dpop) {

    public Asked {
      keys = List.copyOf(keys);
    }

    /** Without the token and the proof. */
    @Override
    public String toString() {
      return "Asked[" + keys + "]";
    }
  }

  /**
   * What each gate saw, in the order in which they are asked; after the first that says no there is
   * none. Takes up to some seconds.
   */
  public static Map<String, State> of(Config config, Asked asked) {
    List<RequestTrace> traces = new ArrayList<>();
    PresentedToken token = PresentedToken.read(asked.token(), config);
    AssumedPossession assumed = new AssumedPossession(token);
    RehearsalStore store =
        new RehearsalStore(new QuotaRoom(StoreCare.directory(config), InstantSource.system()));
    try (Opened opened = new Opened()) {
      PolicySnapshot policy = KeyRing.snapshot(config);
      CryptoProviders crypto = ChosenCrypto.open(config.crypto(), opened);
      PossessionProofs proofs = asked.dpop() == null ? assumed : new DpopProofs(crypto.providers());
      Signer signer = signer(config, policy, proofs, crypto, store, traces, opened);
      String nonce = signer.nonce();
      String url = config.server().publicOrigin() + ROUTE;
      ProofMaker maker = Objects.requireNonNullElse(asked.dpop(), assumed::proof);
      String proof = maker.proof("POST", url, asked.token(), nonce);
      Response response =
          signer.handle(
              new IncomingRequest(
                  new Operation.SignStatement(),
                  new Credential.DpopBound(
                      List.of("DPoP " + asked.token()), List.of(proof), "POST", ROUTE),
                  new TraceId(UUID.randomUUID().toString().replace("-", "")),
                  "local",
                  List.of(),
                  RequestBody.of(SampleRequest.of(asked, token, policy))));
      Optional<RequestTrace> trace =
          traces.isEmpty() ? Optional.empty() : Optional.of(traces.getLast());
      return new GateReport(asked, token, store, trace.orElseThrow(), response).findings();
    } catch (StartFailed e) {
      return Map.of("token", new State(false, "not judged: " + e.getMessage()));
    }
  }

  private static Signer signer(
      Config config,
      PolicySnapshot policy,
      PossessionProofs proofs,
      CryptoProviders chosen,
      RehearsalStore store,
      List<RequestTrace> traces,
      Opened opened)
      throws StartFailed {
    Ticker ticker = Ticker.system();
    JcaProviders crypto = chosen.providers();
    OtherUses uses = KeysInOtherUse.of(config);
    KeyRing ring = new KeyRing(config, opened.add(new KeyBackendPool(chosen.fips())));
    Connections connections = new Connections(trace -> {}, opened);
    List<ArtifactRegistry> sources = Sources.open(config, ticker, connections);
    Map<String, JwksTokens> authorities = Issuers.authorities(config, ticker, connections, crypto);
    JwksTokens licences = Issuers.licensing(config, ticker, connections, crypto);
    SignerBuilder builder =
        new SignerBuilder()
            .time(InstantSource.system(), ticker)
            .providers(crypto)
            .observations(traces::add)
            .limits(Section.made("limits", () -> SignerRuntime.limits(config)))
            .store(store, store, store, store)
            .policies(
                () -> policy,
                new OpenKeys(
                    any -> ring.backends(),
                    any -> uses,
                    ticker,
                    KeyRegister.ofPolicyAlone(InstantSource.system(), ticker)))
            .authority(
                Section.made("authority", () -> SignerRuntime.callerRules(config)),
                new TokensByIssuer(SignerRuntime.byIssuer(config, authorities)),
                proofs)
            .releases(
                sources,
                ReleaseRules.reader(config, crypto, InstantSource.system()),
                Section.made("releases", () -> SignerRuntime.releases(config)));
    return opened.add(
        Section.made(
            "configuration",
            SignerRuntime.licensing(config, builder, licences, connections)::build));
  }
}
