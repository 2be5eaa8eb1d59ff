package org.stellaops.signer.model;

/** Who signed: a key, or a certificate's subject. */
public sealed interface SignerIdentity permits KeyIdentity, CertificateIdentity {}
