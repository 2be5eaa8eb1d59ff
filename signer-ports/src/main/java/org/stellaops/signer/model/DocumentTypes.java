package org.stellaops.signer.model;

/** The names by which the documents that are signed, and those that carry signatures, are known. */
public final class DocumentTypes {

  /**
   * Media type of an in-toto statement: the {@code payloadType} of a DSSE envelope that holds one,
   * and so part of what is signed ({@code in-toto/attestation}, envelope layer).
   */
  public static final String IN_TOTO = "application/vnd.in-toto+json";

  /** The {@code _type} of an in-toto statement of version 1; a URI that nobody fetches. */
  public static final String STATEMENT = "https://in-toto.io/Statement/v1";

  /** {@code _type} of the statements of before, which are verified and never signed. */
  public static final String STATEMENT_V01 = "https://in-toto.io/Statement/v0.1";

  /**
   * Media type of a Sigstore bundle v0.3: its {@code mediaType} member, and in a registry the
   * artifact type of a referrer that carries one and the type of its only layer.
   */
  public static final String SIGSTORE_BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";

  /** Media type of a DSSE envelope: in a registry that of a layer with an attestation. */
  public static final String DSSE_ENVELOPE = "application/vnd.dsse.envelope.v1+json";

  /**
   * Media type of a simple signing payload, in which cosign before bundles said which image it
   * signed: that of a layer, whose annotations have the signature over it.
   */
  public static final String SIMPLE_SIGNING = "application/vnd.dev.cosign.simplesigning.v1+json";

  /** The predicate type of SLSA provenance v1; a URI that nobody fetches. */
  public static final String SLSA_PROVENANCE = "https://slsa.dev/provenance/v1";

  /**
   * What policy and keys know an export by, as they know a statement by its predicate type; the
   * {@code buildType} of its provenance.
   */
  public static final String EXPORT = "https://stella-ops.org/export/v1";

  /** Media type of the manifest of an export: the {@code payloadType} of an envelope with one. */
  public static final String EXPORT_MANIFEST = "application/vnd.stella-ops.export.manifest.v1+json";

  private DocumentTypes() {}
}
