package org.stellaops.signer.kms.pkcs11.worker;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The path attributes of a PKCS#11 URI (RFC 7512 §2.3). Query attributes are refused: a PIN or a
 * module in the name of a key would be a second place for each.
 */
public final class Rfc7512 {

  private static final String SCHEME = "pkcs11:";
  private static final int MOST = 1024;

  /** Besides letters and digits: pk11-pchar of RFC 7512 §2.3, and & of its path. */
  private static final String PLAIN = "-._~:[]@!$'()*+,=&";

  private Rfc7512() {}

  /**
   * The attributes by name, with percent-encoded characters decoded as UTF-8. An id, which is
   * bytes, is kept encoded: {@link #bytes}.
   *
   * @param allowed the attributes that may be there
   * @throws IllegalArgumentException another form, an attribute that is not allowed, twice or
   *     empty, or none; its message has nothing of a value, which may be a PIN
   */
  public static Map<String, String> parse(String uri, List<String> allowed) {
    if (!uri.startsWith(SCHEME) || uri.length() > MOST || uri.indexOf('?') >= 0) {
      throw new IllegalArgumentException("expected " + SCHEME + "name=value;… without a query");
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    int from = SCHEME.length();
    while (from <= uri.length()) {
      int end = uri.indexOf(';', from);
      String part = uri.substring(from, end < 0 ? uri.length() : end);
      from = end < 0 ? uri.length() + 1 : end + 1;
      int equals = part.indexOf('=');
      String name = part.substring(0, Math.max(equals, 0));
      if (!allowed.contains(name)) {
        throw new IllegalArgumentException("an attribute other than " + allowed);
      }
      String value = part.substring(equals + 1);
      if (value.isEmpty()) {
        throw new IllegalArgumentException("the attribute " + name + " is empty");
      }
      byte[] bytes = bytes(value);
      if (attributes.put(name, name.equals("id") ? value : utf8(name, bytes)) != null) {
        throw new IllegalArgumentException("the attribute " + name + " twice");
      }
    }
    return attributes;
  }

  private static String utf8(String name, byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the attribute " + name + " is not UTF-8", e);
    }
  }

  /**
   * The bytes of a percent-encoded value.
   *
   * @throws IllegalArgumentException a % without two hexadecimal digits, or a character that has to
   *     be percent-encoded
   */
  public static byte[] bytes(String encoded) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c != '%') {
        if (!isPlain(c)) {
          throw new IllegalArgumentException(
              "a value has letters, digits and " + PLAIN + "; all else percent-encoded");
        }
        out.write(c);
        continue;
      }
      if (i + 2 >= encoded.length()
          || !HexFormat.isHexDigit(encoded.charAt(i + 1))
          || !HexFormat.isHexDigit(encoded.charAt(i + 2))) {
        throw new IllegalArgumentException("after % come two hexadecimal digits");
      }
      out.write(HexFormat.fromHexDigits(encoded, i + 1, i + 3));
      i += 2;
    }
    return out.toByteArray();
  }

  private static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || PLAIN.indexOf(c) >= 0;
  }
}
