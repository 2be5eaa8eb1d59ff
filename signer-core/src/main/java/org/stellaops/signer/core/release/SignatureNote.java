package org.stellaops.signer.core.release;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.core.api.policy.ReleaseSigner;
import org.stellaops.signer.core.release.ReleaseReport.Form;
import org.stellaops.signer.core.release.ReleaseReport.SignatureFound;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.SignerIdentity;
import org.stellaops.signer.ports.SignatureReader.Finding;

/** What is known of a signature while it is judged. */
record SignatureNote(
    String source,
    Digest manifest,
    Form form,
    @Nullable SignerIdentity signer,
    @Nullable ReleaseSigner counted,
    @Nullable String predicateType,
    @Nullable Instant time) {

  SignatureNote(String source, Digest manifest, Form form) {
    this(source, manifest, form, null, null, null, null);
  }

  SignatureNote by(Finding finding) {
    return new SignatureNote(
        source,
        manifest,
        form,
        finding.by().orElse(null),
        counted,
        predicateType,
        finding.trustedTime().orElse(null));
  }

  SignatureNote countedFor(ReleaseSigner releaseSigner) {
    return new SignatureNote(source, manifest, form, signer, releaseSigner, predicateType, time);
  }

  SignatureNote stating(String type) {
    return new SignatureNote(source, manifest, form, signer, counted, type, time);
  }

  /** It counts, as this word says. */
  SignatureFound counts(String finding, String detail) {
    return found(counted, finding, detail);
  }

  /** It counts for nothing, as this word says. */
  SignatureFound nothing(String finding, String detail) {
    return found(null, finding, detail);
  }

  private SignatureFound found(@Nullable ReleaseSigner counting, String finding, String detail) {
    return new SignatureFound(
        source, manifest, form, signer, counting, predicateType, time, finding, detail);
  }
}
