package org.stellaops.signer.core.api.policy;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.KeyName;
import org.stellaops.signer.model.PlanName;
import org.stellaops.signer.model.Tenant;

/**
 * The workload identity that a tenant's statements are signed for without a key of its own.
 *
 * @param subject the subject alternative name that the certificate must have: a SPIFFE ID, a URI or
 *     a mail address, byte for byte
 * @param issuer the issuer of the identity that the certificate must name, byte for byte
 * @param plans the plans under which it may be signed for
 * @param fallback the key that signs in its place while certificate or time are not to be had; null
 *     where such a request fails
 */
public record KeylessRule(
    String subject, String issuer, Set<PlanName> plans, @Nullable KeyName fallback) {

  /** What answers and records call the signer; no key of a tenant with an identity is named so. */
  public static final KeyName NAME = new KeyName("keyless");

  /** The class of the signer in records and metrics. */
  public static final String KEY_CLASS = "fulcio";

  private static final String SPIFFE = "spiffe://";

  public KeylessRule {
    if (subject.isBlank() || issuer.isBlank()) {
      throw new IllegalArgumentException("a keyless identity has a subject and an issuer");
    }
    plans = Set.copyOf(plans);
  }

  /**
   * Whether this may be the identity of {@code tenant}: a SPIFFE ID names it, as {@code
   * spiffe://domain/tenant/ID/signer}.
   */
  boolean isOf(Tenant tenant) {
    if (!subject.startsWith(SPIFFE)) {
      return true;
    }
    int path = subject.indexOf('/', SPIFFE.length());
    return path > SPIFFE.length()
        && subject.substring(path).equals("/tenant/" + tenant.value() + "/signer");
  }
}
