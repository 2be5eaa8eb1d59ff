package org.stellaops.signer.kms.gcp;

import com.google.cloud.kms.v1.AsymmetricSignRequest;
import com.google.cloud.kms.v1.Digest;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.stellaops.signer.kms.gcp.FakeGoogleCloudKms.Held;

/** Signatures over digests that somebody else has computed, as the service makes them. */
final class FakeSigning {

  private FakeSigning() {}

  static String pem(PublicKey key) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  static ByteString signature(Held held, AsymmetricSignRequest request) {
    try {
      return ByteString.copyFrom(
          switch (held.kind()) {
            case EC_SIGN_P256_SHA256, EC_SIGN_P384_SHA384 ->
                by("NONEwithECDSA", held, digest(request));
            case RSA_SIGN_PKCS1_2048_SHA256,
                RSA_SIGN_PKCS1_3072_SHA256,
                RSA_SIGN_PKCS1_4096_SHA256 ->
                by("NONEwithRSA", held, info(digest(request)));
            case RSA_SIGN_PSS_2048_SHA256, RSA_SIGN_PSS_3072_SHA256, RSA_SIGN_PSS_4096_SHA256 ->
                byPss(held, digest(request));
            case EC_SIGN_ED25519 -> by("Ed25519", held, data(request));
            default -> throw new IllegalArgumentException(held.kind().name());
          });
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] digest(AsymmetricSignRequest request) {
    Digest digest = request.getDigest();
    ByteString bytes = digest.hasSha384() ? digest.getSha384() : digest.getSha256();
    return intact(bytes, GoogleKeyForms.matches(bytes, request.getDigestCrc32C()));
  }

  private static byte[] data(AsymmetricSignRequest request) {
    return intact(
        request.getData(),
        request.getData().size() <= GoogleKeys.RAW_LIMIT
            && GoogleKeyForms.matches(request.getData(), request.getDataCrc32C()));
  }

  private static byte[] intact(ByteString bytes, boolean intact) {
    if (!intact) {
      throw new IllegalArgumentException("damaged on its way, or too long: " + bytes);
    }
    return bytes.toByteArray();
  }

  private static byte[] info(byte[] sha256) throws IOException {
    return new DigestInfo(
            new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE), sha256)
        .getEncoded();
  }

  private static byte[] by(String algorithm, Held held, byte[] message)
      throws GeneralSecurityException {
    return made(Signature.getInstance(algorithm), held, message);
  }

  private static byte[] byPss(Held held, byte[] sha256) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("NONEwithRSASSA-PSS", new BouncyCastleProvider());
    signature.setParameter(
        new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    return made(signature, held, sha256);
  }

  private static byte[] made(Signature signature, Held held, byte[] message)
      throws GeneralSecurityException {
    signature.initSign(held.pair().getPrivate());
    signature.update(message);
    return signature.sign();
  }
}
