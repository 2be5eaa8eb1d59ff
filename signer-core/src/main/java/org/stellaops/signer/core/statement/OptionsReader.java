package org.stellaops.signer.core.statement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.policy.SigningProfile;
import org.stellaops.signer.core.statement.SignOptions.Mode;
import org.stellaops.signer.core.statement.SignOptions.ReportPolicy;
import org.stellaops.signer.core.statement.SignOptions.ReturnBundle;
import org.stellaops.signer.json.InvalidField;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonArray;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.Reason;

/** Reads {@code options}. What is unknown, or known but not supported, is refused by name. */
final class OptionsReader {

  private static final SignOptions NONE =
      new SignOptions(Mode.KEYFUL, List.of(), ReturnBundle.BOTH, false, false, null);

  private OptionsReader() {}

  static SignOptions read(Optional<JsonObject> given) throws InvalidJson, InvalidField {
    if (given.isEmpty()) {
      return NONE;
    }
    JsonObject options = given.get();
    options.allowOnly(
        "signingMode", "keys", "returnBundle", "timestamp", "log", "policy", "expirySeconds");
    if (options.has("expirySeconds")) {
      throw new InvalidField(
          Reason.UNSUPPORTED_EXPIRY_SECONDS,
          "$.options.expirySeconds",
          "Leave expirySeconds out: how long a certificate holds is for its authority to say.");
    }
    Mode mode = mode(options);
    List<KeyName> keys = keys(options);
    if (mode == Mode.KEYLESS && !keys.isEmpty()) {
      throw unknown("keys", "Leave keys out: keyless signing uses none of the tenant's.");
    }
    return new SignOptions(
        mode,
        keys,
        returned(options),
        options.optionalBool("timestamp").orElse(false),
        log(options),
        policy(options));
  }

  private static Mode mode(JsonObject options) throws InvalidJson, InvalidField {
    return switch (options.optionalString("signingMode").orElse("keyful")) {
      case "keyful" -> Mode.KEYFUL;
      case "keyless" -> Mode.KEYLESS;
      default -> throw unknown("signingMode", "Set signingMode to keyful or keyless.");
    };
  }

  private static boolean log(JsonObject options) throws InvalidJson, InvalidField {
    return switch (options.optionalString("log").orElse("none")) {
      case "none" -> false;
      case "rekor-v2" -> true;
      default -> throw unknown("log", "Set log to none or rekor-v2.");
    };
  }

  private static ReturnBundle returned(JsonObject options) throws InvalidJson, InvalidField {
    return switch (options.optionalString("returnBundle").orElse("both")) {
      case "dsse" -> ReturnBundle.DSSE;
      case "sigstore" -> ReturnBundle.SIGSTORE;
      case "both" -> ReturnBundle.BOTH;
      default -> throw unknown("returnBundle", "Set returnBundle to dsse, sigstore or both.");
    };
  }

  private static List<KeyName> keys(JsonObject options) throws InvalidJson, InvalidField {
    Optional<JsonArray> given = options.optionalArray("keys");
    if (given.isEmpty()) {
      return List.of();
    }
    List<String> names = given.get().strings();
    if (names.isEmpty()
        || names.size() > SigningProfile.MOST_KEYS
        || Set.copyOf(names).size() != names.size()) {
      throw unknown(
          "keys",
          "Name 1 to "
              + SigningProfile.MOST_KEYS
              + " different keys or one profile, or leave keys out.");
    }
    List<KeyName> keys = new ArrayList<>();
    for (String name : names) {
      try {
        keys.add(new KeyName(name));
      } catch (IllegalArgumentException e) {
        throw unknown("keys", "A key name has 1 to 63 characters out of a-z, 0-9 and hyphen.");
      }
    }
    return keys;
  }

  private static @Nullable ReportPolicy policy(JsonObject options)
      throws InvalidJson, InvalidField {
    Optional<JsonObject> given = options.optionalObject("policy");
    return given.isEmpty() ? null : reportPolicy(given.get());
  }

  /** Reads a report's policy claim, from the options or from a predicate. */
  static ReportPolicy reportPolicy(JsonObject policy) throws InvalidJson, InvalidField {
    policy.allowOnly("digest", "viewSet");
    String digest = policy.string("digest");
    String viewSet = policy.string("viewSet");
    try {
      Digest.parse(digest);
    } catch (IllegalArgumentException e) {
      throw new InvalidField(
          Reason.POLICY_DIGEST, policy.pathOf("digest"), "Write the digest as sha256:<hex>.");
    }
    if (viewSet.isEmpty() || viewSet.length() > 256) {
      throw new InvalidField(
          Reason.POLICY_VIEW_SET, policy.pathOf("viewSet"), "Give viewSet 1 to 256 characters.");
    }
    return new ReportPolicy(digest, viewSet);
  }

  private static InvalidField unknown(String option, String advice) {
    return new InvalidField(Reason.OPTION_VALUE, "$.options." + option, advice);
  }
}
