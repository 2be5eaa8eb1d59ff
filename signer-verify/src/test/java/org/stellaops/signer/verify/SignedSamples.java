package org.stellaops.signer.verify;

import java.util.List;
import java.util.stream.Collectors;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.testkit.registry.DocumentSigner;

/** Bundles with verification material, put together for a test. */
final class SignedSamples {

  private SignedSamples() {}

  /** A bundle v0.3 with timestamps. */
  static String bundle(String material, String content, Bytes... stamps) {
    String times =
        List.of(stamps).stream()
            .map(stamp -> "{\"signedTimestamp\":\"" + stamp.base64() + "\"}")
            .collect(Collectors.joining(","));
    return "{\"mediaType\":\""
        + DocumentSigner.BUNDLE
        + "\",\"verificationMaterial\":{"
        + material
        + ",\"timestampVerificationData\":{\"rfc3161Timestamps\":["
        + times
        + "]}},"
        + content
        + "}";
  }

  static String certificate(Bytes leaf) {
    return "\"certificate\":{\"rawBytes\":\"" + leaf.base64() + "\"}";
  }

  static String plainKey() {
    return "\"publicKey\":{\"hint\":\"\"}";
  }
}
