package org.stellaops.signer.core.api.policy;

import org.stellaops.signer.model.PinnedKey;

/** The holder of a key. */
public record ReleaseKey(PinnedKey key) implements ReleaseSigner {}
