package org.stellaops.signer.testkit.keyless;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.ports.IssuedCertificate;

/**
 * A fake of Fulcio: it speaks version 2 of its HTTP interface and issues what a {@link
 * TestCertificateAuthority} signs. It checks the proof of possession, and believes every token: one
 * with a {@code sub} and an {@code iss} is certified as their owner, whoever signed it.
 */
public final class FakeFulcio extends FakeHttpService {

  /** What it gets wrong, in an answer that is well-formed. */
  public enum CertificateFault {
    /** Certifies a key that nobody asked for. */
    ANOTHER_KEY,
    /** Certifies another workload. */
    ANOTHER_SUBJECT,
    /** Names another issuer of the identity. */
    ANOTHER_ISSUER,
    /** Ended an hour ago. */
    EXPIRED,
    /** Issued by an authority that nobody trusts. */
    FOREIGN_CHAIN,
    /** Without the word of a certificate log. */
    WITHOUT_TIMESTAMP
  }

  private static final Pattern TOKEN = Pattern.compile("\"oidcIdentityToken\":\"([^\"]*)\"");
  private static final Pattern PEM = Pattern.compile("\"content\":\"([^\"]*)\"");
  private static final Pattern PROOF = Pattern.compile("\"proofOfPossession\":\"([^\"]*)\"");

  private final TestCertificateAuthority authority;
  private final InstantSource clock;
  private volatile Optional<CertificateFault> fault = Optional.empty();

  public FakeFulcio(TestCertificateAuthority authority, InstantSource clock) {
    this.authority = authority;
    this.clock = clock;
  }

  /** From now on every certificate has {@code wanted}. */
  public void arrange(CertificateFault wanted) {
    fault = Optional.of(wanted);
  }

  @Override
  public void heal() {
    super.heal();
    fault = Optional.empty();
  }

  @Override
  Reply answer(Asked asked) {
    if (asked.method().equals("GET") && asked.target().equals("/api/v2/configuration")) {
      return Reply.json(200, "{\"issuers\":[]}");
    }
    if (!asked.method().equals("POST") || !asked.target().equals("/api/v2/signingCert")) {
      return Reply.json(404, "{\"code\":5,\"message\":\"Not Found\"}");
    }
    String text = text(asked.body());
    String claims = claims(member(TOKEN, text));
    String subject = member(Pattern.compile("\"sub\":\"([^\"]*)\""), claims);
    String issuer = member(Pattern.compile("\"iss\":\"([^\"]*)\""), claims);
    if (subject.isEmpty() || issuer.isEmpty()) {
      return Reply.json(
          401, "{\"code\":16,\"message\":\"There was an error processing the identity token\"}");
    }
    PublicKey key = key(member(PEM, text));
    if (!proves(key, subject, member(PROOF, text))) {
      return Reply.json(
          400,
          "{\"code\":3,\"message\":\"The signature supplied in the request could not be"
              + " verified\"}");
    }
    return Reply.json(200, issued(key, subject, issuer));
  }

  private static String member(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    return found.find() ? found.group(1) : "";
  }

  private static String claims(String token) {
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    return first < 0 || second < 0
        ? ""
        : Bytes.base64Url(token.substring(first + 1, second)).utf8();
  }

  private static PublicKey key(String pem) {
    String body = pem.replace("\\n", "").replaceAll("-----[A-Z ]+-----", "");
    try {
      return KeyFactory.getInstance("EC")
          .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(body)));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static boolean proves(PublicKey key, String subject, String proof) {
    try {
      Signature signature = Signature.getInstance(TestKeys.ECDSA);
      signature.initVerify(key);
      Bytes.utf8(subject).update(signature);
      return signature.verify(Bytes.base64(proof).toByteArray());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private String issued(PublicKey asked, String subject, String issuer) {
    Instant now = clock.instant();
    TestLeaf right = TestLeaf.of(asked, subject, issuer, now);
    IssuedCertificate certificate =
        fault
            .map(wrong ->
                switch (wrong) {
                  case ANOTHER_KEY ->
                      authority.issue(TestKeys.p256().getPublic(), subject, issuer, now);
                  case ANOTHER_SUBJECT -> authority.issue(asked, subject + "-2", issuer, now);
                  case ANOTHER_ISSUER -> authority.issue(asked, subject, issuer + "/2", now);
                  case EXPIRED ->
                      authority.issue(
                          right.valid(
                              now.minus(Duration.ofHours(2)), now.minus(Duration.ofHours(1))));
                  case FOREIGN_CHAIN -> TestCertificateAuthority.create(now).issue(right);
                  case WITHOUT_TIMESTAMP -> authority.issueWith(right, List.of());
                })
            .orElseGet(() -> authority.issue(right));
    String pems =
        Stream.concat(Stream.of(certificate.leaf()), certificate.chain().stream())
            .map(FakeFulcio::pem)
            .collect(Collectors.joining(","));
    return "{\"signedCertificateEmbeddedSct\":{\"chain\":{\"certificates\":[" + pems + "]}}}";
  }

  private static String pem(Bytes der) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der.toByteArray());
    return "\"-----BEGIN CERTIFICATE-----\\n"
        + lines.replace("\n", "\\n")
        + "\\n-----END CERTIFICATE-----\\n\"";
  }
}
