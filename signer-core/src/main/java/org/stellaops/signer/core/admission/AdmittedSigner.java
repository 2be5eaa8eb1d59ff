package org.stellaops.signer.core.admission;

/** Who may sign this statement. */
public sealed interface AdmittedSigner permits AdmittedKey, AdmittedIdentity {}
