/**
 * Checks of a signature's verification material, each as the Sigstore client specification and the
 * RFCs behind it have it. Start with {@link
 * org.stellaops.signer.verify.material.CertificateVerifier} (certificates and their timestamps),
 * {@link org.stellaops.signer.verify.material.TimestampVerifier} (RFC 3161) and {@link
 * org.stellaops.signer.verify.material.LogEntryVerifier} (transparency logs); what they read is
 * hostile, so each bounds what it reads first, and whatever is wrong is a {@link
 * org.stellaops.signer.verify.material.NotProven}.
 */
@NullMarked
package org.stellaops.signer.verify.material;

import org.jspecify.annotations.NullMarked;
