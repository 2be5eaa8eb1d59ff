package org.stellaops.signer.oci.workload;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What signs requests to Amazon.
 *
 * @param token of a session; null for a key that lasts
 */
record AwsCredentials(String keyId, String secret, @Nullable String token) {

  /**
   * @param from who gave them, for the message
   * @throws IOException one of them cannot be sent in a header or is too short for a key
   */
  static AwsCredentials of(String from, String keyId, String secret, @Nullable String token)
      throws IOException {
    boolean sound =
        keyId.matches("[A-Za-z0-9_]{4,128}")
            && secret.matches("[!-~]{10,256}")
            && (token == null || token.matches("[!-~]{1,16384}"));
    if (!sound) {
      throw new IOException(from + " has credentials that are out of form");
    }
    return new AwsCredentials(keyId, secret, token);
  }

  /** Never the secret. */
  @Override
  public String toString() {
    return "AwsCredentials[" + keyId + "]";
  }
}
