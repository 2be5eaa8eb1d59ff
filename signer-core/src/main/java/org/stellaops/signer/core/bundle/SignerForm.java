package org.stellaops.signer.core.bundle;

import java.util.Base64;
import java.util.stream.Stream;
import org.stellaops.signer.core.api.policy.KeylessRule;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.CertificateIdentity;
import org.stellaops.signer.model.KeyNames;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.ports.Observations.TracedSigner;

/** Who signed, as answers and records say it. */
final class SignerForm {

  private SignerForm() {}

  static CanonicalWriter signer(SignedBy by) {
    PinnedKey key = by.signature().pin();
    CanonicalWriter signer =
        CanonicalWriter.object()
            .string("algorithm", key.algorithm().name())
            .string("fingerprint", key.fingerprint().toString())
            .string("keyDetails", KeyNames.details(key))
            .string("keyId", KeyNames.keyId(key))
            .string("mode", by.certificate().isPresent() ? "keyless" : "keyful")
            .string("name", by.key().value())
            .string("publicKey", key.pem());
    if (by.certificate().isPresent()) {
      CertificateIdentity identity = by.certificate().get().identity();
      signer
          .string("certificate", pem(identity.leaf()))
          .string("issuer", identity.issuer())
          .string("subject", identity.subject());
    }
    if (by.fallback() != null) {
      signer
          .string("fallbackFor", KeylessRule.NAME.value())
          .string("fallbackReason", by.fallback().word());
    }
    if (!by.timestamps().isEmpty()) {
      signer.objects(
          "timestamps",
          by.timestamps().stream()
              .map(each ->
                  CanonicalWriter.object()
                      .string("operator", each.operator())
                      .time("time", each.time()))
              .toList());
    }
    return signer;
  }

  /** The certificates as PEM (RFC 7468 §5), the leaf first; none for a key of the tenant's. */
  static Stream<String> chain(SignedBy by) {
    return by.certificate().stream()
        .flatMap(each ->
            Stream.concat(Stream.of(each.identity().leaf()), each.identity().chain().stream()))
        .map(SignerForm::pem);
  }

  private static String pem(Bytes der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der.toByteArray());
    return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
  }

  static TracedSigner traced(SignedBy by) {
    PinnedKey key = by.signature().pin();
    return new TracedSigner(
        by.key().value(),
        KeylessRule.KEY_CLASS,
        key.fingerprint().toString(),
        key.algorithm().name());
  }
}
