package org.stellaops.signer.kms.pkcs11.worker;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;

/**
 * The path attributes of a PKCS#11 URI (RFC 7512 §2.3). Query attributes are refused: a PIN or a
 * module in the name of a key would be a second place for each.
 */
public final class Rfc7512 {

  private static final String SCHEME = "pkcs11:";
  private static final int MOST = 1024;

  private Rfc7512() {}

  /**
   * The attributes by name, with percent-encoded characters decoded as UTF-8. An id, which is
   * bytes, is kept encoded: {@link #bytes}.
   *
   * @param allowed the attributes that may be there
   * @throws IllegalArgumentException another form, an attribute that is not allowed or twice, or
   *     none
   */
  public static Map<String, String> parse(String uri, List<String> allowed) {
    if (!uri.startsWith(SCHEME) || uri.length() > MOST || uri.indexOf('?') >= 0) {
      throw new IllegalArgumentException("expected " + SCHEME + "name=value;… without a query");
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    StringTokenizer parts = new StringTokenizer(uri.substring(SCHEME.length()), ";");
    while (parts.hasMoreTokens()) {
      String part = parts.nextToken();
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals);
      if (equals < 0 || !allowed.contains(name)) {
        throw new IllegalArgumentException("no attribute " + name + " here; allowed: " + allowed);
      }
      String value = part.substring(equals + 1);
      String meant = name.equals("id") ? value : new String(bytes(value), StandardCharsets.UTF_8);
      if (attributes.put(name, meant) != null) {
        throw new IllegalArgumentException("the attribute " + name + " twice");
      }
    }
    if (attributes.isEmpty()) {
      throw new IllegalArgumentException("no attribute; allowed: " + allowed);
    }
    return attributes;
  }

  /**
   * The bytes of a percent-encoded value.
   *
   * @throws IllegalArgumentException a % without two hexadecimal digits, or a character that is not
   *     printable ASCII
   */
  public static byte[] bytes(String encoded) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c < 0x20 || c > 0x7e) {
        throw new IllegalArgumentException(
            "a value is printable ASCII, other bytes percent-encoded");
      }
      if (c != '%') {
        out.write(c);
        continue;
      }
      if (i + 2 >= encoded.length()
          || Character.digit(encoded.charAt(i + 1), 16) < 0
          || Character.digit(encoded.charAt(i + 2), 16) < 0) {
        throw new IllegalArgumentException("after % come two hexadecimal digits");
      }
      out.write(Integer.parseInt(encoded.substring(i + 1, i + 3), 16));
      i += 2;
    }
    return out.toByteArray();
  }
}
