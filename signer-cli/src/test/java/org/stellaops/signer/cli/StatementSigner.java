package org.stellaops.signer.cli;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.model.PreAuthEncoding;

/** Signs statements as other signers do, those too that ours would refuse. */
final class StatementSigner {

  private final KeyPair pair;

  StatementSigner() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      pair = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  Path publicKey(Path directory) {
    return Samples.file(directory, "statement.pub", PinnedKey.of(pair.getPublic()).pem());
  }

  /** A statement of version {@code v1} or {@code v0.1} with these subjects and no predicate. */
  static String statement(String version, String... digestSets) {
    StringBuilder subjects = new StringBuilder();
    for (String set : digestSets) {
      subjects
          .append(subjects.isEmpty() ? "" : ",")
          .append("{\"digest\":{")
          .append(set)
          .append("}}");
    }
    return "{\"_type\":\"https://in-toto.io/Statement/"
        + version
        + "\",\"subject\":["
        + subjects
        + "],\"predicateType\":\"https://cyclonedx.org/bom\"}";
  }

  /** A bundle as cosign makes it for a plain key. */
  String bundle(String statement) {
    return "{\"mediaType\":\""
        + DocumentTypes.SIGSTORE_BUNDLE
        + "\",\"verificationMaterial\":{\"publicKey\":{}},\"dsseEnvelope\":"
        + envelope(statement)
        + "}";
  }

  String envelope(String statement) {
    Bytes payload = Bytes.utf8(statement);
    return "{\"payload\":\""
        + payload.base64()
        + "\",\"payloadType\":\""
        + DocumentTypes.IN_TOTO
        + "\",\"signatures\":[{\"sig\":\""
        + sign(payload).base64()
        + "\"}]}";
  }

  private Bytes sign(Bytes payload) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(pair.getPrivate());
      PreAuthEncoding.of(DocumentTypes.IN_TOTO, payload).update(signature);
      return Bytes.adopt(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
