package org.stellaops.signer.core.admission;

import org.stellaops.signer.core.api.policy.KeyRule;
import org.stellaops.signer.model.PinnedKey;

/** A key that may sign this statement, and the public key that its signature must verify under. */
public record AdmittedKey(KeyRule rule, PinnedKey pin) implements AdmittedSigner {}
