package org.stellaops.signer.testkit.keyless;

import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * What a certificate should say: as Fulcio issues it, unless a part of it is changed.
 *
 * @param names the subject alternative names
 * @param oldIssuer extension 1.3.6.1.4.1.57264.1.1, the raw text
 * @param newIssuer extension 1.3.6.1.4.1.57264.1.8, a DER UTF8String
 * @param certificateAuthority whether it says that it may issue certificates
 */
public record TestLeaf(
    PublicKey key,
    List<GeneralName> names,
    Optional<String> oldIssuer,
    Optional<String> newIssuer,
    List<KeyPurposeId> purposes,
    boolean certificateAuthority,
    Instant notBefore,
    Instant notAfter) {

  public TestLeaf {
    names = List.copyOf(names);
    purposes = List.copyOf(purposes);
  }

  /** For code signing by the owner of the URI {@code subject}, for ten minutes since {@code at}. */
  public static TestLeaf of(PublicKey key, String subject, String issuer, Instant at) {
    return new TestLeaf(
        key,
        List.of(uri(subject)),
        Optional.of(issuer),
        Optional.of(issuer),
        List.of(KeyPurposeId.id_kp_codeSigning),
        false,
        at,
        at.plus(Duration.ofMinutes(10)));
  }

  public static GeneralName uri(String text) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, text);
  }

  public TestLeaf withNames(GeneralName... others) {
    return new TestLeaf(
        key,
        List.of(others),
        oldIssuer,
        newIssuer,
        purposes,
        certificateAuthority,
        notBefore,
        notAfter);
  }

  public TestLeaf withIssuers(Optional<String> old, Optional<String> now) {
    return new TestLeaf(key, names, old, now, purposes, certificateAuthority, notBefore, notAfter);
  }

  public TestLeaf withPurposes(KeyPurposeId... others) {
    return new TestLeaf(
        key,
        names,
        oldIssuer,
        newIssuer,
        List.of(others),
        certificateAuthority,
        notBefore,
        notAfter);
  }

  public TestLeaf asAuthority() {
    return new TestLeaf(key, names, oldIssuer, newIssuer, purposes, true, notBefore, notAfter);
  }

  public TestLeaf valid(Instant from, Instant until) {
    return new TestLeaf(
        key, names, oldIssuer, newIssuer, purposes, certificateAuthority, from, until);
  }
}
