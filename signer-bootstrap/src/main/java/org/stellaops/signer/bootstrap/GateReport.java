package org.stellaops.signer.bootstrap;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.stellaops.signer.bootstrap.ReadinessProbe.State;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.core.api.Refusal;
import org.stellaops.signer.core.api.Response;
import org.stellaops.signer.core.api.ServiceFailure;
import org.stellaops.signer.model.Labels;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.ports.Observations.RequestTrace;
import org.stellaops.signer.ports.PortException;

/** Says in one line for each gate what a rehearsed request met. */
record GateReport(
    Rehearsal.Asked asked,
    PresentedToken token,
    RehearsalStore store,
    RequestTrace trace,
    Response response) {

  /** What is said a line about, in the order of the gates. */
  private enum Line {
    TOKEN,
    DPOP_PROOF,
    SCOPE,
    TENANT,
    REQUEST,
    PROOF_OF_ENTITLEMENT,
    PLAN,
    LICENCE,
    RATE,
    KEYS,
    RELEASE,
    QUOTA_OF_THE_DAY;

    String label() {
      return Labels.of(this);
    }
  }

  /** Whose fault a refusal of the first gate is; the token's where it is not here. */
  private static final Map<ErrorCode, Line> OF_CALLER =
      Map.of(
          ErrorCode.INVALID_DPOP_PROOF, Line.DPOP_PROOF,
          ErrorCode.USE_DPOP_NONCE, Line.DPOP_PROOF,
          ErrorCode.INSUFFICIENT_SCOPE, Line.SCOPE,
          ErrorCode.POLICY_DENIED, Line.TENANT);

  /** The proof's where it is not here. */
  private static final Map<Reason, Line> OF_ENTITLEMENT =
      Map.of(
          Reason.LICENCE_REVOKED, Line.LICENCE,
          Reason.PROOF_OUTDATED, Line.LICENCE,
          Reason.ANSWER_UNBOUND, Line.LICENCE,
          Reason.KEPT_ANSWER_UNREADABLE, Line.LICENCE,
          Reason.PLAN_UNKNOWN, Line.PLAN);

  /** The rehearsed request's where it is not here. */
  private static final Map<Reason, Line> OF_ADMISSION =
      Map.of(
          Reason.RATE, Line.RATE,
          Reason.CONCURRENCY, Line.RATE,
          Reason.PLAN, Line.RATE,
          Reason.KEY, Line.KEYS,
          Reason.KEY_NOT_NAMED, Line.KEYS,
          Reason.FEATURE_KEYFUL, Line.KEYS);

  Map<String, State> findings() {
    Map<String, State> found = new LinkedHashMap<>();
    Optional<Line> stopped = stopped();
    for (Line line : Line.values()) {
      if (stopped.filter(line::equals).isPresent()) {
        found.put(line.label(), new State(false, why() + rest(line)));
        return found;
      }
      if (line != Line.REQUEST) {
        found.put(line.label(), new State(true, seen(line)));
      }
    }
    return found;
  }

  private static String rest(Line line) {
    String after =
        Arrays.stream(Line.values())
            .filter(later -> later != Line.REQUEST && later.compareTo(line) > 0)
            .map(Line::label)
            .collect(Collectors.joining(", "));
    return after.isEmpty() ? "" : "; not asked after it: " + after;
  }

  /** The line of the gate that said no, or that could not say anything. */
  private Optional<Line> stopped() {
    if (store.reserved().isPresent()) {
      return Optional.empty();
    }
    Optional<Refusal> why =
        response instanceof Response.Refused refused
            ? Optional.of(refused.why())
            : Optional.empty();
    return Optional.of(
        switch (List.copyOf(trace.stages().keySet()).getLast()) {
          case "identify" ->
              why.map(it -> OF_CALLER.getOrDefault(it.code(), Line.TOKEN)).orElse(Line.TOKEN);
          case "entitle" ->
              why.map(it -> OF_ENTITLEMENT.getOrDefault(it.reason(), Line.PROOF_OF_ENTITLEMENT))
                  .orElse(Line.LICENCE);
          case "admit" ->
              why.map(it -> OF_ADMISSION.getOrDefault(it.reason(), Line.REQUEST))
                  .orElse(trace.numbers().containsKey("rateLeft") ? Line.KEYS : Line.RATE);
          case "release" -> Line.RELEASE;
          case "reserve" -> Line.QUOTA_OF_THE_DAY;
          default -> Line.REQUEST;
        });
  }

  private String why() {
    return switch (response) {
      case Response.Refused refused -> {
        String reason = store.refusal().orElse(refused.why().reason().word());
        String says =
            reason.equals(refused.why().reason().word()) ? refused.why().advice() : reason;
        String claims = trace.stages().size() == 1 ? " The token says: " + token.words() + "." : "";
        yield reason + ": " + says + claims;
      }
      case Response.Failed failed -> failure(failed.why());
      case Response.Answered answered -> "answered, which a rehearsal never is";
    };
  }

  /** Of causes only those of ports promise that their messages hold no secret. */
  private static String failure(ServiceFailure why) {
    String said = why.code().wire() + ": " + why.reason().word();
    return why.getCause() instanceof PortException cause
        ? said + " (" + cause.getMessage() + ")"
        : said;
  }

  private String seen(Line line) {
    return switch (line) {
      case TOKEN -> "ok: " + token.words();
      case DPOP_PROOF ->
          asked.dpop() == null
              ? "not judged: without --dpop-key nobody shows to hold the token's key"
              : "ok: made with the token's key " + fact("keyThumbprint");
      case SCOPE -> "ok: " + token.text("scope").orElse("");
      case TENANT -> "ok: " + token.text("tid").orElse("");
      case PROOF_OF_ENTITLEMENT ->
          "ok: licence " + fact("licence") + ", digest " + fact("proofOfEntitlement");
      case PLAN -> "ok: " + fact("plan");
      case LICENCE -> licence();
      case RATE ->
          "ok: "
              + number("rateLeft")
              + " more of "
              + number("rateBurst")
              + " requests at once have room, "
              + number("concurrency")
              + " may run at one time";
      case KEYS ->
          "ok: "
              + trace.signers().stream()
                  .map(key -> key.name() + " " + key.fingerprint() + " " + key.algorithm())
                  .collect(Collectors.joining(", "));
      case RELEASE ->
          "ok: "
              + fact("release")
              + said(" image ", "releaseImage")
              + said(" from ", "releaseSource")
              + said(" by key ", "releaseKey");
      case QUOTA_OF_THE_DAY -> day();
      case REQUEST -> "ok";
    };
  }

  private String licence() {
    return fact("entitlement").equals("token")
        ? "ok: Licensing is not asked, as configured"
        : "ok: Licensing says that it is active";
  }

  private String day() {
    return store
        .reserved()
        .map(left ->
            "ok: "
                + (left.signaturesLeft() + trace.signers().size())
                + " of "
                + number("signaturesPerDay")
                + " signatures have room today, and bytes up to "
                + (left.bytesLeft() + number("payloadBytes"))
                + " of "
                + number("bytesPerDay"))
        .orElse("ok");
  }

  private String said(String words, String fact) {
    String value = fact(fact);
    return value.isEmpty() ? "" : words + value;
  }

  private String fact(String name) {
    return Optional.ofNullable(trace.facts().get(name)).orElse("");
  }

  private long number(String name) {
    return Optional.ofNullable(trace.numbers().get(name)).orElse(0L);
  }
}
