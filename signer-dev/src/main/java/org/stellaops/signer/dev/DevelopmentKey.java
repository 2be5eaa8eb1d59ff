package org.stellaops.signer.dev;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;

/** An ES256 key that signs development tokens; worth nothing outside this machine. */
final class DevelopmentKey {

  private static final JOSEObjectType PROOF = new JOSEObjectType("dpop+jwt");

  private final ECKey key;

  private DevelopmentKey(ECKey key) {
    this.key = key;
  }

  /** A new key that is kept nowhere. */
  static DevelopmentKey generate() {
    try {
      return new DevelopmentKey(
          new ECKeyGenerator(Curve.P_256)
              .algorithm(JWSAlgorithm.ES256)
              .keyUse(KeyUse.SIGNATURE)
              .keyIDFromThumbprint(true)
              .generate());
    } catch (JOSEException e) {
      throw new IllegalStateException("every Java platform has P-256", e);
    }
  }

  /** The key in {@code file}, which is made on first use and readable by its owner alone. */
  static DevelopmentKey kept(Path file) throws IOException {
    if (!Files.exists(file)) {
      DevelopmentKey fresh = generate();
      StateDirectory.writePrivately(file, fresh.key.toJSONString());
      return fresh;
    }
    try {
      return new DevelopmentKey(ECKey.parse(Files.readString(file)));
    } catch (ParseException e) {
      throw new IOException(file + " holds no development key; delete it to have a new one", e);
    }
  }

  /** A compact JWS of type {@code typ} over {@code claims}. */
  String sign(String typ, Map<String, Object> claims) {
    return sign(
        new JWSHeader.Builder(JWSAlgorithm.ES256)
            .type(new JOSEObjectType(typ))
            .keyID(key.getKeyID()),
        claims);
  }

  /** A DPoP proof (RFC 9449 §4.2): its header has the public key. */
  String prove(Map<String, Object> claims) {
    ECKey open = new ECKey.Builder(Curve.P_256, key.getX(), key.getY()).build();
    return sign(new JWSHeader.Builder(JWSAlgorithm.ES256).type(PROOF).jwk(open), claims);
  }

  private String sign(JWSHeader.Builder header, Map<String, Object> claims) {
    try {
      JWSObject jws = new JWSObject(header.build(), new Payload(claims));
      jws.sign(new ECDSASigner(key));
      return jws.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("a P-256 key signs ES256", e);
    }
  }

  /** The {@code jkt} of a token that is bound to this key (RFC 7638). */
  String thumbprint() {
    return key.getKeyID();
  }

  /** The claims of a token of type {@code typ} that this key signed. */
  Optional<Map<String, Object>> read(String typ, String compact) {
    try {
      return claims(JWSObject.parse(compact), new JOSEObjectType(typ), key);
    } catch (ParseException | JOSEException e) {
      return Optional.empty();
    }
  }

  /** The claims of a DPoP proof whose own key signed it, by that key's thumbprint. */
  static Optional<Map.Entry<String, Map<String, Object>>> readProof(String compact) {
    try {
      JWSObject jws = JWSObject.parse(compact);
      if (jws.getHeader().getJWK() instanceof ECKey own && !own.isPrivate()) {
        String thumbprint = own.computeThumbprint().toString();
        return claims(jws, PROOF, own).map(claims -> Map.entry(thumbprint, claims));
      }
    } catch (ParseException | JOSEException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static Optional<Map<String, Object>> claims(JWSObject jws, JOSEObjectType typ, ECKey key)
      throws JOSEException {
    boolean signed =
        typ.equals(jws.getHeader().getType())
            && JWSAlgorithm.ES256.equals(jws.getHeader().getAlgorithm())
            && jws.verify(new ECDSAVerifier(key.toECPublicKey()));
    return signed ? Optional.ofNullable(jws.getPayload().toJSONObject()) : Optional.empty();
  }

  /** The JWK set that holds the public key. */
  Map<String, Object> publicSet() {
    return new JWKSet(key).toJSONObject(true);
  }
}
