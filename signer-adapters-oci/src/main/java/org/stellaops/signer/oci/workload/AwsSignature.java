package org.stellaops.signer.oci.workload;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.spec.SecretKeySpec;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Primitives;

/**
 * Signature Version 4 of a request to the root of a service of Amazon, without a query ("Create a
 * signed AWS API request", AWS Identity and Access Management User Guide).
 */
final class AwsSignature {

  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final AwsCredentials credentials;
  private final String region;
  private final String service;

  AwsSignature(AwsCredentials credentials, String region, String service) {
    this.credentials = credentials;
    this.region = region;
    this.service = service;
  }

  /**
   * The headers of a request that is signed.
   *
   * @param host as the request's {@code Host} has it
   * @param headers further ones that are signed, by lower-case name
   * @return these, and those that the signature needs, without {@code host}
   */
  Map<String, String> headers(
      String method, String host, Map<String, String> headers, Bytes body, Instant now) {
    String time = TIME.format(now);
    SortedMap<String, String> signed = new TreeMap<>(headers);
    signed.put("host", host);
    signed.put("x-amz-date", time);
    if (credentials.token() != null) {
      signed.put("x-amz-security-token", credentials.token());
    }
    String names = String.join(";", signed.keySet());
    String lines =
        signed.entrySet().stream()
            .map(header -> header.getKey() + ":" + header.getValue().strip() + "\n")
            .collect(Collectors.joining());
    // Step 1, the canonical request: its third line is the query, which is empty.
    String request = method + "\n/\n\n" + lines + "\n" + names + "\n" + hash(body);
    // Steps 2 and 3: its hash, and the string to sign.
    String day = time.substring(0, 8);
    String scope = day + "/" + region + "/" + service + "/aws4_request";
    String toSign = ALGORITHM + "\n" + time + "\n" + scope + "\n" + hash(Bytes.utf8(request));
    // Steps 4 and 5: the signing key, and the signature.
    String signature = Bytes.adopt(hmac(key(day), toSign)).hex();
    signed.remove("host");
    signed.put(
        "authorization",
        ALGORITHM
            + " Credential="
            + credentials.keyId()
            + "/"
            + scope
            + ", SignedHeaders="
            + names
            + ", Signature="
            + signature);
    return signed;
  }

  /** The key of one day, region and service. */
  byte[] key(String day) {
    byte[] secret = ("AWS4" + credentials.secret()).getBytes(StandardCharsets.UTF_8);
    return hmac(hmac(hmac(hmac(secret, day), region), service), "aws4_request");
  }

  private static byte[] hmac(byte[] key, String text) {
    return Primitives.hmacSha256(new SecretKeySpec(key, "HmacSHA256"))
        .doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String hash(Bytes bytes) {
    return bytes.sha256().hex();
  }
}
