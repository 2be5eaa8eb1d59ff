package org.stellaops.signer.oci.workload;

import com.sun.net.httpserver.Headers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How a fake of Amazon's services checks Signature Version 4, from the request that came in, and
 * with no code of the product ("Create a signed AWS API request", IAM User Guide).
 */
final class FakeSignatureCheck {

  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=[A-Z0-9]+/([0-9]{8})/([a-z0-9-]+)/([a-z]+)/aws4_request,"
              + " SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})");

  private FakeSignatureCheck() {}

  /**
   * @param host what the client took the service's name to be
   * @param scope region and service, as {@code eu-west-1/ecr}
   */
  static boolean accepts(
      String method, String host, String scope, Headers headers, byte[] body, String secret) {
    Matcher sent = AUTHORIZATION.matcher(String.valueOf(headers.getFirst("Authorization")));
    String time = String.valueOf(headers.getFirst("X-Amz-Date"));
    if (!sent.matches()
        || !time.matches(sent.group(1) + "T[0-9]{6}Z")
        || !scope.equals(sent.group(2) + "/" + sent.group(3))) {
      return false;
    }
    List<String> signed = Arrays.asList(sent.group(4).split(";"));
    boolean whole =
        signed.contains("host")
            && headers.keySet().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name -> name.startsWith("x-amz-") || name.equals("content-type"))
                .allMatch(signed::contains);
    if (!whole || !signed.equals(signed.stream().sorted().toList())) {
      return false;
    }
    StringBuilder request = new StringBuilder(method + "\n/\n\n");
    for (String name : signed) {
      List<String> values = headers.getOrDefault(name, List.of());
      String value = name.equals("host") ? host : String.join(",", values).strip();
      request.append(name).append(':').append(value).append('\n');
    }
    request.append('\n').append(sent.group(4)).append('\n').append(hash(body));
    String toSign =
        "AWS4-HMAC-SHA256\n"
            + time
            + "\n"
            + sent.group(1)
            + "/"
            + scope
            + "/aws4_request\n"
            + hash(request.toString().getBytes(StandardCharsets.UTF_8));
    byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
    for (String each : List.of(sent.group(1), sent.group(2), sent.group(3), "aws4_request")) {
      key = mac(key, each);
    }
    return HexFormat.of().formatHex(mac(key, toSign)).equals(sent.group(5));
  }

  private static byte[] mac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
