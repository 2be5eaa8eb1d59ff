package org.stellaops.signer.core.release;

import java.util.Map;
import java.util.TreeMap;
import org.stellaops.signer.core.admission.Admitted;
import org.stellaops.signer.core.decision.Evidence;

/** Evidence that the release gate said yes, and why. */
@Evidence
public final class Released {

  private final Admitted admitted;
  private final ReleaseVerdict verdict;

  Released(Admitted admitted, ReleaseVerdict verdict) {
    this.admitted = admitted;
    this.verdict = verdict;
  }

  public Admitted admitted() {
    return admitted;
  }

  public ReleaseVerdict verdict() {
    return verdict;
  }

  /** The verdict as stable names and words, for the answer and the records. */
  public Map<String, String> facts() {
    Map<String, String> facts = new TreeMap<>();
    facts.put("verdict", verdict.kind().label());
    if (verdict.image() != null) {
      facts.put("imageDigest", verdict.image().toString());
    }
    if (verdict.source() != null) {
      facts.put("source", verdict.source());
    }
    if (verdict.key() != null) {
      facts.put("signerKey", verdict.key().toString());
    }
    if (verdict.issuer() != null && verdict.subject() != null) {
      facts.put("signerIssuer", verdict.issuer());
      facts.put("signerSubject", verdict.subject());
    }
    if (verdict.index() != null) {
      facts.put("indexDigest", verdict.index().toString());
    }
    if (verdict.allowed() != null) {
      facts.put("allowedBy", verdict.allowed().author());
      facts.put("allowedReason", verdict.allowed().reason());
      facts.put("allowedUntil", verdict.allowed().expires().toString());
    }
    if (verdict.foundAt() != null) {
      facts.put("foundAt", verdict.foundAt().toString());
    }
    return facts;
  }
}
