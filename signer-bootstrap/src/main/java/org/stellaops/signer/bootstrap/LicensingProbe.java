package org.stellaops.signer.bootstrap;

import java.util.Optional;
import org.stellaops.signer.bootstrap.ReadinessProbe.State;
import org.stellaops.signer.bootstrap.config.Config;
import org.stellaops.signer.identity.HttpLicensing;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Ticker;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.SignedTokens;
import org.stellaops.signer.ports.SignedTokens.Reading;

/**
 * Asks Licensing about a proof that nobody was given, and says whether the answer has the form of
 * RFC 9701: signed by a key of Licensing, with a Boolean {@code active}.
 */
final class LicensingProbe {

  static final String NAME = "licensing-answer";

  private static final String NO_PROOF = "stella-doctor";

  private LicensingProbe() {}

  /** Empty where Licensing is asked nothing. */
  static Optional<State> of(
      Config config, SignedTokens licences, Connections connections, Ticker ticker)
      throws StartFailed {
    return SignerRuntime.introspection(config.licensing(), connections)
        .map(licensing ->
            ask(
                licensing,
                licences,
                config.licensing().issuer().value(),
                Examination.patience(ticker)));
  }

  private static State ask(
      HttpLicensing licensing, SignedTokens licences, String issuer, Deadline deadline) {
    try {
      Reading answer = licences.read(licensing.introspect(NO_PROOF, deadline), deadline);
      return switch (answer) {
        case Reading.Verified verified -> read(verified.claims(), issuer);
        case Reading.Unreadable unreadable ->
            new State(
                false,
                "its answer is no JWT of Licensing: "
                    + unreadable.fault().name().toLowerCase(java.util.Locale.ROOT));
      };
    } catch (DependencyUnavailable e) {
      Throwable cause = e.getCause();
      return new State(
          false,
          "no usable answer" + (cause == null ? "" : ": " + String.valueOf(cause.getMessage())));
    }
  }

  private static State read(Bytes claims, String issuer) {
    try {
      if (!(JsonValue.parse(claims, JsonLimits.REQUEST) instanceof JsonObject answer)) {
        return new State(false, "its answer is no JSON object");
      }
      String said = answer.optionalString("iss").orElse("");
      if (!said.equals(issuer)) {
        return new State(false, "its answer has the issuer \"" + said + "\", not licensing.issuer");
      }
      boolean active = answer.object("token_introspection").bool("active");
      return active
          ? new State(false, "it calls a proof active that it cannot have issued")
          : new State(true, "ok");
    } catch (InvalidJson e) {
      return new State(
          false,
          "its answer lacks token_introspection with a Boolean active"
              + (e.path().isEmpty() ? "" : ": " + e.path()));
    }
  }
}
