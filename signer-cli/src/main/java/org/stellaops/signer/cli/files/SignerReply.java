package org.stellaops.signer.cli.files;

import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;

/**
 * A signer's answer to a request to sign.
 *
 * @param requestId of this request's own audit record; null if the signer did not say
 */
public record SignerReply(Bytes answer, @Nullable String requestId) {}
