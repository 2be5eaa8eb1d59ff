package org.stellaops.signer.model;

/** Who signed: a managed key, or the identity in a certificate. */
public sealed interface SignerIdentity permits KeyIdentity, CertificateIdentity {}
