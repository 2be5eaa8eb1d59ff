package org.stellaops.signer.core.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.signer.core.api.Operation;
import org.stellaops.signer.core.api.policy.AuthorityRules;
import org.stellaops.signer.core.api.policy.CallerRules;
import org.stellaops.signer.core.api.policy.TokenTimes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.model.Tenant;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.SignedTokens;
import org.stellaops.signer.testkit.tokens.InMemoryTokens;
import org.stellaops.signer.testkit.tokens.Jws;
import org.stellaops.signer.testkit.tokens.JwsKey;

/** Two Authorities, each with rules and tenants of its own; both call their key {@code a1}. */
class AuthoritiesTest {

  private static final IssuerName OTHER = new IssuerName("https://other.example/realms/b");
  private static final JwsKey OTHER_KEY = JwsKey.es256("a1");
  private static final String RELEASE = "sha256:" + "ab".repeat(32);

  private static final AuthorityRules FIRST =
      rules("first", CallerFixture.ISSUER, "at+jwt", Set.of(), "scanner_digest", "acme");
  private static final AuthorityRules SECOND =
      rules("second", OTHER, "jwt", Set.of("kc-jkt-type"), "image", "globex");

  private final CallerFixture fixture = new CallerFixture();
  private final InMemoryTokens second = new InMemoryTokens(OTHER, Dependency.AUTHORITY, OTHER_KEY);

  private static AuthorityRules rules(
      String name,
      IssuerName issuer,
      String type,
      Set<String> tolerated,
      String releaseClaim,
      String tenant) {
    return new AuthorityRules(
        name,
        issuer,
        "signer",
        Set.of(type),
        new TokenTimes(Duration.ofHours(1), Duration.ofSeconds(30)),
        tolerated,
        releaseClaim,
        Optional.of(Set.of(new Tenant(tenant))),
        Set.of());
  }

  @BeforeEach
  void addTenant() {
    fixture.tenants.add("globex");
  }

  private Jws secondToken() {
    return fixture.token().header("typ", "JWT").claim("iss", OTHER.value()).claim("tid", "globex");
  }

  private Identification identify(Jws token, JwsKey key, SignedTokens reader) {
    String compact = token.signedBy(key);
    String proof = fixture.proof(compact).signedBy(CallerFixture.CLIENT);
    return fixture
        .callers(List.of(FIRST, SECOND), reader)
        .identify(
            CallerFixture.request(
                new Operation.SignStatement(),
                fixture.credential(List.of("DPoP " + compact), List.of(proof))),
            fixture.deadline());
  }

  private Caller known(Jws token, JwsKey key, SignedTokens reader) {
    Identification found = identify(token, key, reader);
    assertThat(found).isInstanceOf(Identification.Known.class);
    return ((Identification.Known) found).caller();
  }

  private void refused(Jws token, JwsKey key, SignedTokens reader, String reason) {
    Identification found = identify(token, key, reader);
    assertThat(found).isInstanceOf(Identification.Unknown.class);
    assertThat(((Identification.Unknown) found).why().reason().word()).isEqualTo(reason);
    assertThat(fixture.journal.log()).isEmpty();
  }

  @Test
  void identify_tokenOfEach_isKnownUnderItsIssuer() {
    assertThat(known(fixture.token(), CallerFixture.AUTHORITY, fixture.tokens).issuer())
        .contains(CallerFixture.ISSUER);
    Caller caller = known(secondToken(), OTHER_KEY, second);
    assertThat(caller.issuer()).contains(OTHER);
    assertThat(caller.tenant().value()).isEqualTo("globex");
    assertThat(caller.binding().word()).isEqualTo("dpop");
  }

  @Test
  void identify_tokenThatClaimsAnotherIssuerThanItsKeys_isRefused() {
    refused(
        fixture.token().claim("iss", OTHER.value()),
        CallerFixture.AUTHORITY,
        fixture.tokens,
        "iss-unexpected");
  }

  @Test
  void identify_verifiedUnderAnIssuerWithoutRules_isRefused() {
    InMemoryTokens stranger =
        new InMemoryTokens(
            new IssuerName("https://stranger.example"), Dependency.AUTHORITY, OTHER_KEY);
    refused(fixture.token(), OTHER_KEY, stranger, "iss-unexpected");
  }

  @Test
  void identify_tenantOfTheOther_isToldAsUnknownAndRecordedAsWhatItIs() {
    Jws token = fixture.token().claim("tid", "globex");
    Identification found = identify(token, CallerFixture.AUTHORITY, fixture.tokens);
    Identification unknown =
        identify(fixture.token().claim("tid", "nobody"), CallerFixture.AUTHORITY, fixture.tokens);

    assertThat(((Identification.Unknown) found).why())
        .isEqualTo(((Identification.Unknown) unknown).why());
    assertThat(fixture.lane.records().get(found.auditId().orElseThrow()).reason())
        .isEqualTo("authority-not-for-tenant");
    assertThat(fixture.lane.records().get(unknown.auditId().orElseThrow()).reason())
        .isEqualTo("tenant-unknown");
    assertThat(fixture.journal.log()).isEmpty();
    assertThat(fixture.loggedClient(found)).isEqualTo("globex ci");
    assertThat(fixture.loggedClient(unknown)).isEqualTo("nobody ci");
    assertThat(((Identification.Unknown) unknown).tenant()).isNull();
  }

  @Test
  void identify_typeJwt_isTakenOnlyWhereConfigured() {
    known(secondToken(), OTHER_KEY, second);
    CallerFixture fresh = new CallerFixture();
    assertThat(
            ((Identification.Unknown) fresh.identify(fresh.token().header("typ", "JWT")))
                .why()
                .reason()
                .word())
        .isEqualTo("typ-unexpected");
  }

  @Test
  void identify_furtherConfirmationMember_isTakenOnlyWhereConfigured() {
    Map<String, Object> cnf =
        Map.of("jkt", CallerFixture.CLIENT.thumbprint().value(), "kc-jkt-type", "x");
    refused(
        fixture.token().claim("cnf", cnf),
        CallerFixture.AUTHORITY,
        fixture.tokens,
        "cnf-unsupported");
    refused(
        secondToken().claim("cnf", Map.of("kc-jkt-type", "x")),
        OTHER_KEY,
        second,
        "cnf-unsupported");
    known(secondToken().claim("cnf", cnf), OTHER_KEY, second);
  }

  @Test
  void identify_releaseClaim_isReadUnderTheNameOfItsAuthority() {
    Jws first = fixture.token().claim("scanner_digest", RELEASE).claim("image", "nonsense");
    assertThat(known(first, CallerFixture.AUTHORITY, fixture.tokens).releaseDigest())
        .contains(Digest.parse(RELEASE));
    Jws other = secondToken().claim("image", RELEASE).claim("scanner_digest", "nonsense");
    assertThat(known(other, OTHER_KEY, second).releaseDigest()).contains(Digest.parse(RELEASE));
  }

  @Test
  void rules_thatCannotHold_areNotMade() {
    assertThatThrownBy(() -> CallerRules.standard(List.of(FIRST, FIRST), CallerFixture.ORIGIN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rules("x", OTHER, "JWT", Set.of(), "image", "acme"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rules("x", OTHER, "jwt", Set.of("x5t#S256"), "image", "acme"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
