package org.stellaops.signer.cli.client;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.InstantSource;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.keyfile.ShellWord;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.model.Bytes;

/**
 * The P-256 key that a caller binds its access token to, and the proofs made with it (RFC 9449).
 */
public final class DpopKey {

  private static final String BEGIN = "-----BEGIN ";

  private final ECKey key;

  private DpopKey(ECKey key) {
    this.key = key;
  }

  public static DpopKey generate() {
    try {
      return new DpopKey(new ECKeyGenerator(Curve.P_256).generate());
    } catch (JOSEException e) {
      throw new IllegalStateException("every Java platform has P-256", e);
    }
  }

  /** Reads a PEM file with a {@code PRIVATE KEY} block (PKCS#8) and a {@code PUBLIC KEY} block. */
  public static DpopKey read(Path file) {
    String pem = LocalFile.readKey(file).utf8();
    String not = file + " is not a P-256 key pair in PEM";
    if (pem.contains(BEGIN + "EC PRIVATE KEY-----")
        || pem.contains(BEGIN + "ENCRYPTED PRIVATE KEY-----")) {
      throw CommandFailed.usage(not + ": it has a private key in another form; " + pair(file));
    }
    if (pem.contains(BEGIN + "PRIVATE KEY-----") && !pem.contains(BEGIN + "PUBLIC KEY-----")) {
      throw CommandFailed.usage(not + ": it has no PUBLIC KEY block; " + pair(file));
    }
    try {
      KeyFactory ec = KeyFactory.getInstance("EC");
      if (ec.generatePrivate(new PKCS8EncodedKeySpec(block(pem, "PRIVATE KEY")))
              instanceof ECPrivateKey secret
          && ec.generatePublic(new X509EncodedKeySpec(block(pem, "PUBLIC KEY")))
              instanceof ECPublicKey open
          && Curve.P_256.equals(Curve.forECParameterSpec(open.getParams()))) {
        return new DpopKey(new ECKey.Builder(Curve.P_256, open).privateKey(secret).build());
      }
    } catch (GeneralSecurityException e) {
      throw CommandFailed.usage(not + ": a block is no key", e);
    } catch (IllegalArgumentException e) {
      throw CommandFailed.usage(not + ": " + e.getMessage(), e);
    }
    throw CommandFailed.usage(not);
  }

  private static String pair(Path file) {
    String input = ShellWord.of(file);
    return "make one of it: (openssl pkey -in "
        + input
        + "; openssl pkey -in "
        + input
        + " -pubout) > "
        + ShellWord.output(file, "dpop.pem");
  }

  private static byte[] block(String pem, String name) {
    String begin = BEGIN + name + "-----";
    int from = pem.indexOf(begin);
    int to = pem.indexOf("-----END " + name + "-----");
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("it has no " + name + " block");
    }
    return Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
  }

  /**
   * A fresh proof for one request.
   *
   * @param target the URL without query and fragment
   * @param token the access token that {@code ath} names, or null at a token endpoint
   */
  public String proof(
      String method, String target, @Nullable String token, @Nullable String nonce) {
    CanonicalWriter claims =
        CanonicalWriter.object()
            .string("htm", method)
            .string("htu", target)
            .number("iat", InstantSource.system().instant().getEpochSecond())
            .string("jti", UUID.randomUUID().toString());
    if (token != null) {
      claims.string("ath", Bytes.utf8(token).sha256().bytes().base64Url());
    }
    if (nonce != null) {
      claims.string("nonce", nonce);
    }
    try {
      JWSObject proof =
          new JWSObject(
              new JWSHeader.Builder(JWSAlgorithm.ES256)
                  .type(new JOSEObjectType("dpop+jwt"))
                  .jwk(key.toPublicJWK())
                  .build(),
              new Payload(claims.bytes().toByteArray()));
      proof.sign(new ECDSASigner(key));
      return proof.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("the DPoP key cannot sign", e);
    }
  }
}
