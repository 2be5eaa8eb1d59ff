package org.stellaops.signer.core.bundle;

import org.stellaops.signer.core.check.VerifiedSignature;
import org.stellaops.signer.model.KeyName;

/** One checked signature, under the name that the tenant has for its key. */
public record SignedBy(KeyName key, VerifiedSignature signature) {}
