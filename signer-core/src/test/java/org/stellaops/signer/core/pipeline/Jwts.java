package org.stellaops.signer.core.pipeline;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Thumbprint;

/** An ES256 key made for one test, and compact tokens signed with it (RFC 7515, RFC 7518 §3.4). */
final class Jwts {

  static final String ES256 = "SHA256withECDSAinP1363Format";

  private final KeyPair pair;

  Jwts() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      pair = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  PublicKey publicKey() {
    return pair.getPublic();
  }

  /** Signs; the values of both maps are JSON texts. */
  String sign(Map<String, String> header, Map<String, String> claims) {
    String input =
        Bytes.utf8(json(header)).base64Url() + "." + Bytes.utf8(json(claims)).base64Url();
    try {
      Signature signature = Signature.getInstance(ES256);
      signature.initSign(pair.getPrivate());
      Bytes.utf8(input).update(signature);
      return input + "." + Bytes.adopt(signature.sign()).base64Url();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The public key as a JWK with the members of RFC 7638 §3.2, in their order. */
  String jwk() {
    return jwk((ECPublicKey) pair.getPublic());
  }

  Thumbprint thumbprint() {
    return new Thumbprint(Bytes.utf8(jwk()).sha256().bytes().base64Url());
  }

  static String jwk(ECPublicKey key) {
    String form = "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}";
    return form.formatted(coordinate(key.getW().getAffineX()), coordinate(key.getW().getAffineY()));
  }

  private static String coordinate(java.math.BigInteger value) {
    byte[] raw = HexFormat.of().parseHex("%064x".formatted(value));
    return Bytes.adopt(raw).base64Url();
  }

  static String json(Map<String, String> members) {
    return members.entrySet().stream()
        .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  static String quoted(String text) {
    return "\"" + text + "\"";
  }
}
