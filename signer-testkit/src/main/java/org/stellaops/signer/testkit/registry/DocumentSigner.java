package org.stellaops.signer.testkit.registry;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.KeyNames;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PreAuthEncoding;

/** A key pair made for one test, and documents signed with it. */
public final class DocumentSigner {

  public static final String IN_TOTO = "application/vnd.in-toto+json";
  public static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";
  public static final String COSIGN_SIGN = "https://sigstore.dev/cosign/sign/v1";

  private final KeyPair pair;

  private DocumentSigner(KeyPair pair) {
    this.pair = pair;
  }

  public static DocumentSigner p256() {
    return ec("secp256r1");
  }

  public static DocumentSigner p384() {
    return ec("secp384r1");
  }

  public static DocumentSigner rsa() {
    return generate("RSA", generator -> generator.initialize(2048));
  }

  public static DocumentSigner ed25519() {
    return generate("Ed25519", generator -> {});
  }

  private static DocumentSigner ec(String curve) {
    return generate("EC", generator -> generator.initialize(new ECGenParameterSpec(curve)));
  }

  private interface Setup {
    void apply(KeyPairGenerator generator) throws GeneralSecurityException;
  }

  private static DocumentSigner generate(String family, Setup setup) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(family);
      setup.apply(generator);
      return new DocumentSigner(generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public PinnedKey key() {
    return PinnedKey.of(pair.getPublic());
  }

  /** Signs the pre-authentication encoding as the key's one algorithm says. */
  public Bytes sign(String payloadType, Bytes payload) {
    return sign(payloadType, payload, key().algorithm().jcaName());
  }

  /** Signs with another algorithm than the key's own: a downgrade. */
  public Bytes sign(String payloadType, Bytes payload, String jcaName) {
    try {
      Signature signature = Signature.getInstance(jcaName);
      signature.initSign(pair.getPrivate());
      PreAuthEncoding.of(payloadType, payload).update(signature);
      return Bytes.adopt(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Signs bytes as they are, as the key's one algorithm says. */
  public Bytes signPlain(Bytes message) {
    try {
      Signature signature = Signature.getInstance(key().algorithm().jcaName());
      signature.initSign(pair.getPrivate());
      message.update(signature);
      return Bytes.adopt(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A bundle v0.3 over {@code payload}, as cosign forms it for a plain key. */
  public String bundle(String payload) {
    Bytes bytes = Bytes.utf8(payload);
    return bundle(IN_TOTO, bytes, sign(IN_TOTO, bytes));
  }

  /** A bundle v0.3 with a given signature. */
  public String bundle(String payloadType, Bytes payload, Bytes sig) {
    return "{\"mediaType\":\""
        + BUNDLE
        + "\",\"verificationMaterial\":{\"publicKey\":{\"hint\":\""
        + KeyNames.hint(key())
        + "\"}},\"dsseEnvelope\":"
        + envelope(payloadType, payload, "{\"sig\":\"" + sig.base64() + "\"}")
        + "}";
  }

  /** An envelope over {@code payload} with this key's signature. */
  public String envelope(String payload) {
    Bytes bytes = Bytes.utf8(payload);
    return envelope(IN_TOTO, bytes, signature(bytes));
  }

  /** One element of {@code signatures}. */
  public String signature(Bytes payload) {
    return "{\"keyid\":\""
        + KeyNames.keyId(key())
        + "\",\"sig\":\""
        + sign(IN_TOTO, payload).base64()
        + "\"}";
  }

  /** An envelope with given elements of {@code signatures}. */
  public static String envelope(String payloadType, Bytes payload, String... signatures) {
    return "{\"payload\":\""
        + payload.base64()
        + "\",\"payloadType\":\""
        + payloadType
        + "\",\"signatures\":["
        + String.join(",", signatures)
        + "]}";
  }

  /** What cosign states of an image that it signs. */
  public static String imageStatement(Digest image) {
    return statement(image, COSIGN_SIGN);
  }

  public static String statement(Digest subject, String predicateType) {
    return "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"digest\":{\"sha256\":\""
        + subject.hex()
        + "\"},\"annotations\":{}}],\"predicateType\":\""
        + predicateType
        + "\",\"predicate\":{}}";
  }
}
