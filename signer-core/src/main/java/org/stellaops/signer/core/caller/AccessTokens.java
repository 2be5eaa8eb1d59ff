package org.stellaops.signer.core.caller;

import java.text.Normalizer;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.policy.AuthorityRules;
import org.stellaops.signer.core.api.policy.CallerRules;
import org.stellaops.signer.core.claims.CheckedToken;
import org.stellaops.signer.core.claims.InvalidClaim;
import org.stellaops.signer.core.decision.Decision;
import org.stellaops.signer.model.ClientId;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.InstanceId;
import org.stellaops.signer.model.PersonId;
import org.stellaops.signer.model.Reason;
import org.stellaops.signer.model.Thumbprint;
import org.stellaops.signer.ports.SignedTokens;

/**
 * Judges access tokens (RFC 9068) in this order: signature, {@code typ}, {@code iss}, {@code aud},
 * times, {@code sub}, {@code client_id}, {@code inst}, {@code tid}, {@code scope}, {@code cnf}, the
 * release claim. That the scope is enough and the tenant known is judged after the proof, so that a
 * stolen token teaches nothing about either.
 */
final class AccessTokens {

  private static final int MAX_TENANT_CHARS = 256;

  private final CallerRules rules;
  private final SignedTokens tokens;
  private final InstantSource clock;

  AccessTokens(CallerRules rules, SignedTokens tokens, InstantSource clock) {
    this.rules = rules;
    this.tokens = tokens;
    this.clock = clock;
  }

  Decision<AccessToken> read(String compact, Deadline deadline) {
    return switch (tokens.read(compact, deadline)) {
      case SignedTokens.Reading.Unreadable unreadable ->
          Decision.refused(Refusals.token(unreadable.fault().ofToken()));
      case SignedTokens.Reading.Verified verified -> judged(verified);
    };
  }

  private Decision<AccessToken> judged(SignedTokens.Reading.Verified verified) {
    try {
      return Decision.cleared(judge(verified));
    } catch (InvalidClaim e) {
      return Decision.refused(Refusals.token(e));
    }
  }

  private AccessToken judge(SignedTokens.Reading.Verified verified) throws InvalidClaim {
    AuthorityRules authority =
        rules
            .authority(verified.issuer())
            .orElseThrow(() -> new InvalidClaim(Reason.ISS_UNEXPECTED));
    CheckedToken token = CheckedToken.read(verified.header(), verified.claims());
    token.requireType(authority.types());
    token.requireIssuer(authority.issuer());
    token.requireAudience(authority.audience());
    token.requireTimes(authority.tokenTimes(), clock.instant());
    PersonId subject = new PersonId(token.text("sub", 256));
    ClientId client = new ClientId(token.text("client_id", 256));
    InstanceId instance = new InstanceId(token.text("inst", 256));
    String tenant = tenant(token);
    List<String> scopes = scopes(token);
    Thumbprint key =
        token
            .boundKey(authority.toleratedConfirmation())
            .orElseThrow(() -> new InvalidClaim(Reason.CNF_MISSING));
    return new AccessToken(
        authority,
        tenant,
        client,
        person(subject, client, authority),
        subject,
        instance,
        scopes,
        key,
        release(token, authority));
  }

  /**
   * Who uses the client: RFC 9068 §2.2 has {@code sub} for the resource owner, but not every
   * Authority has the client's own id there where a client acts for itself. So {@code sub} tells
   * people apart only where the operator says that people use the client.
   */
  private static @Nullable PersonId person(
      PersonId subject, ClientId client, AuthorityRules authority) {
    return authority.personClients().contains(client) && !subject.value().equals(client.value())
        ? subject
        : null;
  }

  /**
   * Text that two readers could take for different tenants (control and format characters, forms
   * that normalisation changes) is no name at all; any other wrong name is merely unknown.
   */
  private static String tenant(CheckedToken token) throws InvalidClaim {
    String tenant = token.string("tid", MAX_TENANT_CHARS);
    boolean plain =
        tenant
            .codePoints()
            .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
    if (!plain || !Normalizer.isNormalized(tenant, Normalizer.Form.NFKD)) {
      throw InvalidClaim.malformed("tid");
    }
    if (tenant.codePoints().anyMatch(c -> Character.getType(c) == Character.NON_SPACING_MARK)) {
      throw InvalidClaim.malformed("tid");
    }
    return tenant;
  }

  private static List<String> scopes(CheckedToken token) throws InvalidClaim {
    Optional<String> scope = token.optionalText("scope", 4096);
    return scope.map(text -> Arrays.asList(text.split(" "))).orElse(List.of());
  }

  private static @Nullable Digest release(CheckedToken token, AuthorityRules authority)
      throws InvalidClaim {
    Optional<String> text = token.optionalText(authority.releaseClaim(), 128);
    if (text.isEmpty()) {
      return null;
    }
    try {
      return Digest.parse(text.get());
    } catch (IllegalArgumentException e) {
      throw InvalidClaim.malformed(authority.releaseClaim());
    }
  }

  /**
   * What an access token says.
   *
   * @param authority whose token it is
   * @param subject the {@code sub}, also where it tells no people apart
   * @param tenant the {@code tid}, not yet known to be a tenant's name
   * @param key what {@code cnf.jkt} binds it to
   */
  record AccessToken(
      AuthorityRules authority,
      String tenant,
      ClientId client,
      @Nullable PersonId person,
      PersonId subject,
      InstanceId instance,
      List<String> scopes,
      Thumbprint key,
      @Nullable Digest releaseDigest) {}
}
