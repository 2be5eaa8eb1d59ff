package org.stellaops.signer.core.bundle;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.TreeMap;
import org.stellaops.signer.core.api.Answer;
import org.stellaops.signer.core.check.Verified;
import org.stellaops.signer.core.statement.SignOptions.ReturnBundle;
import org.stellaops.signer.core.statement.SignRequest;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.AuditId;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.PinnedKey;

/**
 * The answer to a request to sign, composed from the request's statement and its result alone:
 * neither clock, locale nor host has a part in it, so a repeat gives the same bytes.
 */
public final class SignedAnswer implements Answer {

  private final SignRequest request;
  private final PinnedKey key;
  private final Bytes signature;
  private final Terms terms;
  private final AuditId auditId;
  private final Digest bundleSha256;

  private SignedAnswer(SignRequest request, Verified verified, Terms terms, AuditId auditId) {
    this.request = request;
    this.key = verified.pin();
    this.signature = verified.value().bytes();
    this.terms = terms;
    this.auditId = auditId;
    this.bundleSha256 = digest(envelope());
  }

  /**
   * Composes the answer to {@code request}.
   *
   * @param verified the evidence that the signature is the pinned key's over this request's message
   * @throws IllegalArgumentException it is evidence about another message
   */
  public static SignedAnswer of(
      SignRequest request, Verified verified, Terms terms, AuditId auditId) {
    if (!verified.message().sha256().equals(request.message().sha256())) {
      throw new IllegalArgumentException("the signature is over another message");
    }
    return new SignedAnswer(request, verified, terms, auditId);
  }

  @Override
  public AuditId auditId() {
    return auditId;
  }

  /** SHA-256 of the envelope's RFC 8785 form. */
  public Digest bundleSha256() {
    return bundleSha256;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    CanonicalWriter.object()
        .object("attestor", attestor())
        .string("auditId", auditId.value())
        .object("bundle", bundle())
        .string("bundleSha256", bundleSha256.hex())
        .string("paeSha256", request.message().sha256().hex())
        .string("payloadSha256", request.payloadSha256().hex())
        .object(
            "policy",
            CanonicalWriter.object()
                .number("maxArtifactBytes", terms.maxArtifactBytes())
                .string("plan", terms.plan().value())
                .number("qpsRemaining", terms.rateRemaining()))
        .object("release", release())
        .writeTo(out);
  }

  private CanonicalWriter bundle() {
    ReturnBundle wanted = request.options().returnBundle();
    CanonicalWriter bundle = CanonicalWriter.object().strings("certificateChain", List.of());
    if (wanted != ReturnBundle.SIGSTORE) {
      bundle.object("dsse", envelope());
    }
    bundle.string("mode", "keyful").object("signingIdentity", identity());
    if (wanted != ReturnBundle.DSSE) {
      bundle.objects("sigstore", List.of(sigstore()));
    }
    return bundle;
  }

  /** The plain DSSE envelope; its key id is the form that OpenSSH and common verifiers share. */
  private CanonicalWriter envelope() {
    return CanonicalWriter.object()
        .base64("payload", request.payload())
        .string("payloadType", DocumentTypes.IN_TOTO)
        .objects(
            "signatures",
            List.of(
                CanonicalWriter.object()
                    .string("keyid", key.sshFingerprint())
                    .base64("sig", signature)));
  }

  /** A Sigstore bundle has exactly one signature, and verifiers skip unknown key ids: none here. */
  private CanonicalWriter sigstore() {
    return CanonicalWriter.object()
        .object(
            "dsseEnvelope",
            CanonicalWriter.object()
                .base64("payload", request.payload())
                .string("payloadType", DocumentTypes.IN_TOTO)
                .objects("signatures", List.of(CanonicalWriter.object().base64("sig", signature))))
        .string("mediaType", DocumentTypes.SIGSTORE_BUNDLE)
        .object(
            "verificationMaterial",
            CanonicalWriter.object()
                .object("publicKey", CanonicalWriter.object().string("hint", key.hint())));
  }

  private CanonicalWriter identity() {
    return CanonicalWriter.object()
        .string("algorithm", key.algorithm().name())
        .string("fingerprint", key.fingerprint().toString())
        .string("keyDetails", key.keyDetails())
        .string("keyId", key.sshFingerprint())
        .string("mode", "keyful")
        .string("publicKey", key.pem());
  }

  private CanonicalWriter release() {
    CanonicalWriter release = CanonicalWriter.object();
    new TreeMap<>(terms.release()).forEach(release::string);
    return release;
  }

  private CanonicalWriter attestor() {
    boolean dsse = request.options().returnBundle() != ReturnBundle.SIGSTORE;
    boolean sigstore = request.options().returnBundle() != ReturnBundle.DSSE;
    return CanonicalWriter.object()
        .strings("bundles", sigstore ? List.of("/bundle/sigstore/0") : List.of())
        .string("entitlement", terms.entitlement())
        .string("envelope", dsse ? "/bundle/dsse" : "/bundle/sigstore/0/dsseEnvelope")
        .object(
            "hashes",
            CanonicalWriter.object()
                .string("bundleSha256", bundleSha256.hex())
                .string("paeSha256", request.message().sha256().hex())
                .string("payloadSha256", request.payloadSha256().hex()))
        .objects("logEntryRequests", logEntries())
        .string("plan", terms.plan().value())
        .object("release", release())
        .string("schema", "https://stella-ops.org/schemas/signer/attestor/v1")
        .object("signer", identity());
  }

  /** One request to the log for each signature; none for an algorithm that the log refuses. */
  private List<CanonicalWriter> logEntries() {
    if (!key.algorithm().loggable()) {
      return List.of();
    }
    CanonicalWriter verifier =
        CanonicalWriter.object()
            .string("keyDetails", key.keyDetails())
            .object("publicKey", CanonicalWriter.object().base64("rawBytes", key.spki()));
    return List.of(
        CanonicalWriter.object()
            .object(
                "hashedRekordRequestV002",
                CanonicalWriter.object()
                    .base64("digest", request.message().sha256().bytes())
                    .object(
                        "signature",
                        CanonicalWriter.object()
                            .base64("content", signature)
                            .object("verifier", verifier))));
  }

  private static Digest digest(CanonicalWriter document) {
    MessageDigest sha256 = Digest.newSha256();
    try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), sha256)) {
      document.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("a null stream does not fail", e);
    }
    return Digest.ofResult(sha256.digest());
  }
}
