package org.stellaops.signer.verify.trust;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A certificate or timestamp authority ({@code sigstore_trustroot.proto}, CertificateAuthority).
 * Its own chain is checked once, when the first certificate under it is; safe for concurrent use.
 */
public final class TrustedAuthority {

  private static final int MAX_REMEMBERED = 256;
  private static final int KEY_CERT_SIGN = 5;

  private static final String NAME_CONSTRAINTS = "2.5.29.30";

  /** Name constraints, policy mappings, policy constraints and inhibit anyPolicy. */
  private static final List<String> CONSTRAINTS =
      List.of(NAME_CONSTRAINTS, "2.5.29.33", "2.5.29.36", "2.5.29.54");

  /** Key usage, subject alternative name, basic constraints and extended key usage. */
  private static final Set<String> KNOWN =
      Set.of("2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.37");

  private static final Set<String> SIGNATURES =
      Set.of(
          "SHA256WITHECDSA",
          "SHA384WITHECDSA",
          "SHA512WITHECDSA",
          "SHA256WITHRSA",
          "SHA384WITHRSA",
          "SHA512WITHRSA",
          "RSASSA-PSS",
          "ED25519");

  private final Set<X509Certificate> issued = ConcurrentHashMap.newKeySet();
  private final String operator;
  private final @Nullable X509Certificate leaf;
  private final List<X509Certificate> chain;
  private final ValidityWindow validity;
  private volatile @Nullable Boolean chained;

  /**
   * @param operator who runs it; authorities of one operator count once
   * @param certificates as the trusted root has them: those that issue, the nearest to the leaf
   *     first and the root last; before them a timestamp authority's own, which issues nothing
   */
  TrustedAuthority(String operator, List<X509Certificate> certificates, ValidityWindow validity)
      throws InvalidTrust {
    boolean hasLeaf = certificates.get(0).getBasicConstraints() < 0;
    this.operator = operator;
    this.leaf = hasLeaf ? certificates.get(0) : null;
    this.chain = List.copyOf(certificates.subList(hasLeaf ? 1 : 0, certificates.size()));
    this.validity = validity;
    if (chain.isEmpty()) {
      throw new InvalidTrust("A certificate chain has no certificate of an authority.");
    }
  }

  public String operator() {
    return operator;
  }

  /** A timestamp authority's own certificate, if the trusted root has it. */
  public Optional<X509Certificate> leaf() {
    return Optional.ofNullable(leaf);
  }

  /** The certificates that issue, the nearest to the leaf first and the root last. */
  public List<X509Certificate> chain() {
    return chain;
  }

  public ValidityWindow validity() {
    return validity;
  }

  /** The key under which leaves are signed. */
  public PublicKey issuingKey() {
    return chain.get(0).getPublicKey();
  }

  /** Tells whether a certificate was signed with a key, by whatever means the caller has. */
  public interface CertificateSignatures {
    boolean isSigned(X509Certificate certificate, PublicKey issuer);
  }

  /**
   * Validates a leaf as RFC 5280 §6 has it at one instant, at which every certificate up to and
   * including the root must be valid (Sigstore client specification §4.3).
   *
   * @throws GeneralSecurityException it is not under this authority, or something of it was not
   *     valid then
   */
  public void validate(X509Certificate certificate, Instant at, CertificateSignatures signatures)
      throws GeneralSecurityException {
    if (!validity.contains(at)) {
      throw new CertificateNotYetValidException("the authority was not trusted then");
    }
    requireValid(certificate, at);
    for (X509Certificate above : chain) {
      requireValid(above, at);
    }
    if (!issued.contains(certificate)) {
      if (!isChained()) {
        throw new GeneralSecurityException("the authority's own chain is broken");
      }
      requireIssued(certificate, at, signatures);
      remember(certificate);
    }
  }

  /** Whether it was issued here does not change, and timestamps are all of one certificate. */
  private void remember(X509Certificate certificate) {
    if (issued.size() >= MAX_REMEMBERED) {
      issued.clear();
    }
    issued.add(certificate);
  }

  /**
   * What of RFC 5280 §6.1 is about the last certificate: the issuer's name (§6.1.3 a 4) and
   * signature (a 1), and that nothing critical in it is unknown (§6.1.5 f). Where the authority
   * constrains names or policies, the platform's validation of paths takes over.
   */
  private void requireIssued(
      X509Certificate certificate, Instant at, CertificateSignatures signatures)
      throws GeneralSecurityException {
    X509Certificate issuer = chain.get(0);
    if (isConstrained()) {
      constrainedPath(certificate, at);
      return;
    }
    Set<String> critical = certificate.getCriticalExtensionOIDs();
    if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())
        || !SIGNATURES.contains(certificate.getSigAlgName().toUpperCase(Locale.ROOT))
        || certificate.hasUnsupportedCriticalExtension()
        || (critical != null && !KNOWN.containsAll(critical))
        || !signatures.isSigned(certificate, issuer.getPublicKey())) {
      throw new GeneralSecurityException("not issued by this authority");
    }
  }

  /** From the root on: what an issuer constrains is looked at where it is no anchor. */
  private void constrainedPath(X509Certificate certificate, Instant at)
      throws GeneralSecurityException {
    X509Certificate root = chain.get(chain.size() - 1);
    if (root.getExtensionValue(NAME_CONSTRAINTS) != null) {
      throw new GeneralSecurityException("the platform does not look at names that a root allows");
    }
    List<X509Certificate> below = new ArrayList<>(List.of(certificate));
    below.addAll(chain.subList(0, chain.size() - 1));
    path(below, root, at);
  }

  private boolean isConstrained() {
    return chain.stream()
        .anyMatch(
            each -> CONSTRAINTS.stream().anyMatch(oid -> each.getExtensionValue(oid) != null));
  }

  /** With the end included, as a validity that ends at 12:00:00 holds through that second. */
  private static void requireValid(X509Certificate certificate, Instant at)
      throws GeneralSecurityException {
    if (at.isBefore(certificate.getNotBefore().toInstant())) {
      throw new CertificateNotYetValidException("a certificate was not valid yet");
    }
    if (at.isAfter(certificate.getNotAfter().toInstant())) {
      throw new CertificateExpiredException("a certificate was not valid any more");
    }
  }

  private boolean isChained() {
    Boolean known = chained;
    if (known == null) {
      known = isChainedNow();
      chained = known;
    }
    return known;
  }

  /** Whether its certificates are a path to its root, at the first instant at which all are. */
  private boolean isChainedNow() {
    X509Certificate root = chain.get(chain.size() - 1);
    List<X509Certificate> below = chain.subList(0, chain.size() - 1);
    try {
      Instant latest = root.getNotBefore().toInstant();
      for (X509Certificate each : chain) {
        requireIssuing(each);
      }
      for (X509Certificate each : below) {
        Instant from = each.getNotBefore().toInstant();
        latest = from.isAfter(latest) ? from : latest;
      }
      if (!below.isEmpty()) {
        path(below, root, latest);
      }
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** RFC 5280 §6.1.4 k and n. */
  private static void requireIssuing(X509Certificate certificate) throws GeneralSecurityException {
    boolean[] usage = certificate.getKeyUsage();
    if (certificate.getBasicConstraints() < 0 || (usage != null && !usage[KEY_CERT_SIGN])) {
      throw new GeneralSecurityException("a certificate above others may issue none");
    }
  }

  private static void path(List<X509Certificate> certificates, X509Certificate anchor, Instant at)
      throws GeneralSecurityException {
    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(at));
    CertPathValidator.getInstance("PKIX")
        .validate(
            CertificateFactory.getInstance("X.509").generateCertPath(certificates), parameters);
  }
}
