package org.stellaops.signer.testkit.tokens;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Thumbprint;

/** A key pair for tests that signs compact JWS with the JDK alone. */
public final class JwsKey {

  private static final PSSParameterSpec PSS =
      new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1);

  private final String kid;
  private final String alg;
  private final KeyPair pair;

  private JwsKey(String kid, String alg, KeyPair pair) {
    this.kid = kid;
    this.alg = alg;
    this.pair = pair;
  }

  public static JwsKey es256(String kid) {
    return new JwsKey(kid, "ES256", generate("EC", new ECGenParameterSpec("secp256r1")));
  }

  public static JwsKey es384(String kid) {
    return new JwsKey(kid, "ES384", generate("EC", new ECGenParameterSpec("secp384r1")));
  }

  public static JwsKey eddsa(String kid) {
    return new JwsKey(kid, "EdDSA", generate("Ed25519", null));
  }

  /** RSA with RS256 or PS256. */
  public static JwsKey rsa(String kid, String alg, int bits, int exponent) {
    return new JwsKey(
        kid, alg, generate("RSA", new RSAKeyGenParameterSpec(bits, BigInteger.valueOf(exponent))));
  }

  private static KeyPair generate(String family, @Nullable AlgorithmParameterSpec parameters) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(family);
      if (parameters != null) {
        generator.initialize(parameters);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public String kid() {
    return kid;
  }

  public String alg() {
    return alg;
  }

  public PublicKey publicKey() {
    return pair.getPublic();
  }

  /** This pair under another name or algorithm. */
  public JwsKey as(String otherKid, String otherAlg) {
    return new JwsKey(otherKid, otherAlg, pair);
  }

  /** The members that RFC 7638 hashes. */
  public Map<String, Object> requiredMembers() {
    Map<String, Object> members = new LinkedHashMap<>();
    if (pair.getPublic() instanceof ECPublicKey ec) {
      int width = (ec.getParams().getOrder().bitLength() + 7) / 8;
      members.put("crv", width == 32 ? "P-256" : "P-384");
      members.put("kty", "EC");
      members.put("x", fixed(ec.getW().getAffineX(), width));
      members.put("y", fixed(ec.getW().getAffineY(), width));
    } else if (pair.getPublic() instanceof RSAPublicKey rsa) {
      members.put("e", fixed(rsa.getPublicExponent(), bytes(rsa.getPublicExponent())));
      members.put("kty", "RSA");
      members.put("n", fixed(rsa.getModulus(), bytes(rsa.getModulus())));
    } else {
      byte[] spki = pair.getPublic().getEncoded();
      members.put("crv", "Ed25519");
      members.put("kty", "OKP");
      members.put("x", url(Arrays.copyOfRange(spki, spki.length - 32, spki.length)));
    }
    return members;
  }

  /** The public JWK as an issuer publishes it. */
  public Map<String, Object> jwk() {
    Map<String, Object> jwk = new LinkedHashMap<>(requiredMembers());
    jwk.put("kid", kid);
    jwk.put("alg", alg);
    jwk.put("use", "sig");
    return jwk;
  }

  public Thumbprint thumbprint() {
    String members = JsonText.of(requiredMembers());
    return new Thumbprint(Bytes.utf8(members).sha256().bytes().base64Url());
  }

  /** A compact JWS over both texts, whatever the header says. */
  public String sign(String header, String claims) {
    String input =
        url(header.getBytes(StandardCharsets.UTF_8))
            + "."
            + url(claims.getBytes(StandardCharsets.UTF_8));
    return input + "." + url(signature(input.getBytes(StandardCharsets.US_ASCII)));
  }

  /** The raw signature of {@code content}: r and s of fixed length for ECDSA. */
  public byte[] signature(byte[] content) {
    try {
      Signature signer = Signature.getInstance(jcaName(alg));
      if (alg.equals("PS256")) {
        signer.setParameter(PSS);
      }
      signer.initSign(pair.getPrivate());
      signer.update(content);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether {@code signature} is right. */
  boolean verifies(byte[] content, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(jcaName(alg));
      if (alg.equals("PS256")) {
        verifier.setParameter(PSS);
      }
      verifier.initVerify(pair.getPublic());
      verifier.update(content);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String jcaName(String alg) {
    return switch (alg) {
      case "ES256" -> "SHA256withECDSAinP1363Format";
      case "ES384" -> "SHA384withECDSAinP1363Format";
      case "RS256" -> "SHA256withRSA";
      case "PS256" -> "RSASSA-PSS";
      case "EdDSA" -> "Ed25519";
      default -> throw new IllegalArgumentException(alg);
    };
  }

  private static int bytes(BigInteger value) {
    return (value.bitLength() + 7) / 8;
  }

  private static String fixed(BigInteger value, int width) {
    byte[] raw = value.toByteArray();
    byte[] out = new byte[width];
    int length = Math.min(raw.length, width);
    System.arraycopy(raw, raw.length - length, out, width - length, length);
    return url(out);
  }

  private static String url(byte[] content) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(content);
  }
}
