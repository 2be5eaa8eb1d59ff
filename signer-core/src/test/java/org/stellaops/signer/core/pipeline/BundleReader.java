package org.stellaops.signer.core.pipeline;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.List;
import java.util.Optional;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.CertificateIdentity;
import org.stellaops.signer.model.KeyIdentity;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.model.SignerIdentity;
import org.stellaops.signer.ports.SignatureReader;

/** Reads bundles with one DSSE signature; any certificate is that of {@link PolicyFixture#CI}. */
final class BundleReader implements SignatureReader {

  @Override
  public Reading read(Bytes document, List<PinnedKey> keys) {
    try {
      JsonObject bundle = (JsonObject) JsonValue.parse(document, JsonLimits.REQUEST);
      JsonObject envelope = bundle.object("dsseEnvelope");
      Bytes payload = Bytes.base64(envelope.string("payload"));
      PreAuthEncoding pae = PreAuthEncoding.of(envelope.string("payloadType"), payload);
      String sig = envelope.array("signatures").objects().get(0).string("sig");
      Optional<PinnedKey> signer =
          keys.stream().filter(key -> verifies(key, pae, Bytes.base64(sig))).findFirst();
      Optional<SignerIdentity> by =
          bundle.object("verificationMaterial").has("certificate")
              ? Optional.of(
                  new CertificateIdentity(
                      Bytes.empty(),
                      List.of(),
                      PolicyFixture.CI.issuer(),
                      PolicyFixture.CI.subject()))
              : signer.map(KeyIdentity::new);
      return new Reading.Read(
          Format.SIGSTORE_BUNDLE,
          pae.payloadType(),
          payload,
          List.of(new Finding("", by, Optional.empty(), List.of())));
    } catch (InvalidJson e) {
      return new Reading.Malformed("json", "Not a bundle.");
    }
  }

  static boolean verifies(PinnedKey key, PreAuthEncoding pae, Bytes sig) {
    try {
      Signature signature = key.algorithm().newSignature();
      signature.initVerify(key.key());
      pae.update(signature);
      return signature.verify(sig.toByteArray());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
