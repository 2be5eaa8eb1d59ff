package org.stellaops.signer.verify.securitykey;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.RelyingParty;
import org.stellaops.signer.verify.trust.InvalidTrust;

/**
 * Whose security keys a verifier trusts, for whom they sign, and from when to when each was active.
 *
 * @param keys those that were ever confirmed
 */
public record TrustedSecurityKeys(RelyingParty party, List<KnownKey> keys) {

  public static final String SCHEMA = "https://stella-ops.org/schemas/signer/security-keys/v1";

  private static final JsonLimits LIMITS = JsonLimits.REQUEST.withMaxBytes(16 << 20);

  /**
   * One key.
   *
   * @param owner its owner in RFC 8785 form, as documents have the person who signs
   * @param words who that is, for people
   * @param until when it ended; null while it is active
   */
  public record KnownKey(
      String id,
      Bytes credentialId,
      Bytes publicKey,
      Bytes owner,
      String words,
      Instant from,
      @Nullable Instant until) {}

  public TrustedSecurityKeys {
    keys = List.copyOf(keys);
  }

  /** The key that has exactly this credential and public key. */
  public Optional<KnownKey> key(Bytes credentialId, Bytes publicKey) {
    return keys.stream()
        .filter(key -> key.credentialId().equals(credentialId))
        .filter(key -> key.publicKey().equals(publicKey))
        .findFirst();
  }

  /**
   * Reads the answer of {@code GET /security-keys}, kept by whoever trusts it.
   *
   * @throws InvalidTrust for anything else
   */
  public static TrustedSecurityKeys read(Bytes json) throws InvalidTrust {
    try {
      JsonObject document = JsonObject.parse(json, LIMITS).requireText("schema", SCHEMA);
      List<KnownKey> keys = new ArrayList<>();
      for (JsonObject each : document.array("securityKeys").objects()) {
        key(each).ifPresent(keys::add);
      }
      return new TrustedSecurityKeys(
          new RelyingParty(
              document.string("rpId"), Set.copyOf(document.array("origins").strings())),
          keys);
    } catch (InvalidJson e) {
      throw new InvalidTrust("The list of security keys is not as it should be: " + e.getMessage());
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new InvalidTrust("The list of security keys holds what is none.");
    }
  }

  private static Optional<KnownKey> key(JsonObject each) throws InvalidJson {
    @Nullable Instant from = null;
    @Nullable Instant until = null;
    for (JsonObject step : each.array("history").objects()) {
      Instant at = Instant.parse(step.string("at"));
      switch (step.string("deed")) {
        case "registered" -> {}
        case "confirmed" -> from = at;
        default -> until = at;
      }
    }
    if (from == null) {
      return Optional.empty();
    }
    JsonObject owner = each.object("owner");
    return Optional.of(
        new KnownKey(
            each.string("id"),
            each.base64Url("credentialId"),
            each.base64Url("publicKey"),
            owner.canonical(),
            owner.optionalString("person").map(name -> name + " by ").orElse("")
                + owner.string("client"),
            from,
            until));
  }
}
