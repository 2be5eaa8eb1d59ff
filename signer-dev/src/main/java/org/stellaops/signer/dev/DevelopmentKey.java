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
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An ES256 key that signs development tokens; worth nothing outside this machine. */
public final class DevelopmentKey {

  private final ECKey key;

  private DevelopmentKey(ECKey key) {
    this.key = key;
  }

  /** A new key that is kept nowhere. */
  public static DevelopmentKey generate() {
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
  public static DevelopmentKey kept(Path file) throws IOException {
    if (!Files.exists(file)) {
      DevelopmentKey fresh = generate();
      Files.createDirectories(file.toAbsolutePath().getParent());
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      Files.writeString(
          file, fresh.key.toJSONString(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
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
    try {
      JWSObject jws =
          new JWSObject(
              new JWSHeader.Builder(JWSAlgorithm.ES256)
                  .type(new JOSEObjectType(typ))
                  .keyID(key.getKeyID())
                  .build(),
              new Payload(claims));
      jws.sign(new ECDSASigner(key));
      return jws.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("a P-256 key signs ES256", e);
    }
  }

  /** The claims of a token of type {@code typ} that this key signed. */
  Optional<Map<String, Object>> read(String typ, String compact) {
    try {
      JWSObject jws = JWSObject.parse(compact);
      boolean mine =
          new JOSEObjectType(typ).equals(jws.getHeader().getType())
              && JWSAlgorithm.ES256.equals(jws.getHeader().getAlgorithm())
              && jws.verify(new ECDSAVerifier(key.toECPublicKey()));
      return mine ? Optional.ofNullable(jws.getPayload().toJSONObject()) : Optional.empty();
    } catch (ParseException | JOSEException e) {
      return Optional.empty();
    }
  }

  /** The JWK set that holds the public key. */
  Map<String, Object> publicSet() {
    Map<String, Object> set = new LinkedHashMap<>();
    set.put("keys", List.of(key.toPublicJWK().toJSONObject()));
    return set;
  }
}
