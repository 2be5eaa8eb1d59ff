package org.stellaops.signer.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.DocumentTypes;
import org.stellaops.signer.model.PreAuthEncoding;
import org.stellaops.signer.ports.CertifiedKey;
import org.stellaops.signer.ports.TimestampAuthority;

/**
 * An answer put together from the adapters alone, with the members that an Attestor reads: what the
 * formats say, and not how the service writes it.
 */
final class KeylessAnswer {

  private static final ObjectMapper JSON = new ObjectMapper();

  private KeylessAnswer() {}

  static JsonNode of(
      String statement, CertifiedKey key, List<TimestampAuthority> authorities, Deadline deadline) {
    Bytes payload = Bytes.utf8(statement);
    PreAuthEncoding message = PreAuthEncoding.of(DocumentTypes.IN_TOTO, payload);
    Bytes signature = key.sign(message, () -> {}, deadline).bytes();
    String leaf = key.certificate().leaf().base64();

    ObjectNode bundle = JSON.createObjectNode();
    bundle.put("mediaType", DocumentTypes.SIGSTORE_BUNDLE);
    ObjectNode material = bundle.putObject("verificationMaterial");
    material.putObject("certificate").put("rawBytes", leaf);
    var times = material.putObject("timestampVerificationData").putArray("rfc3161Timestamps");
    for (TimestampAuthority each : authorities) {
      times.addObject().put("signedTimestamp", each.timestamp(signature, deadline).base64());
    }
    ObjectNode envelope = bundle.putObject("dsseEnvelope");
    envelope.put("payload", payload.base64()).put("payloadType", DocumentTypes.IN_TOTO);
    envelope.putArray("signatures").addObject().put("sig", signature.base64());

    ObjectNode answer = JSON.createObjectNode();
    answer.putObject("bundle").putArray("sigstore").add(bundle);
    ObjectNode attestor = answer.putObject("attestor");
    attestor.putArray("bundles").add("/bundle/sigstore/0");
    ObjectNode request =
        attestor.putArray("logEntryRequests").addObject().putObject("hashedRekordRequestV002");
    request.put("digest", message.sha256().bytes().base64());
    ObjectNode signed = request.putObject("signature");
    signed.put("content", signature.base64());
    ObjectNode verifier = signed.putObject("verifier");
    verifier.put("keyDetails", "PKIX_ECDSA_P256_SHA_256");
    verifier.putObject("x509Certificate").put("rawBytes", leaf);
    return answer;
  }
}
