package org.stellaops.signer.interop;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** BER-TLV as cards speak it (ISO/IEC 7816-4 §5.2.2), with tags as hexadecimal text. */
final class BerTlv {

  private BerTlv() {}

  static byte[] of(String tag, byte[]... parts) {
    byte[] value = concat(parts);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(hex(tag));
    if (value.length >= 0x100) {
      out.write(0x82);
      out.write(value.length >>> 8);
    } else if (value.length >= 0x80) {
      out.write(0x81);
    }
    out.write(value.length);
    out.writeBytes(value);
    return out.toByteArray();
  }

  /**
   * The values of a row of objects by their tags, which are of one byte each.
   *
   * @throws IllegalArgumentException it is no such row
   */
  static Map<Integer, byte[]> parse(byte[] row) {
    Map<Integer, byte[]> found = new LinkedHashMap<>();
    int at = 0;
    try {
      while (at < row.length) {
        int tag = row[at++] & 0xff;
        int length = row[at++] & 0xff;
        if (length > 0x80) {
          int bytes = length - 0x80;
          length = 0;
          for (int i = 0; i < bytes; i++) {
            length = length << 8 | row[at++] & 0xff;
          }
        }
        byte[] value = new byte[length];
        System.arraycopy(row, at, value, 0, length);
        found.put(tag, value);
        at += length;
      }
    } catch (IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("an object ends before its end", e);
    }
    return found;
  }

  static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
