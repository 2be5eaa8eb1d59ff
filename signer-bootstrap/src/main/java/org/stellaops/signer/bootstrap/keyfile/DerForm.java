package org.stellaops.signer.bootstrap.keyfile;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;

/** What a DER value is, told by the types of its elements. */
enum DerForm {
  PUBLIC_KEY,
  PRIVATE_KEY,
  PKCS1_PUBLIC_KEY,
  CERTIFICATE,
  CERTIFICATE_REQUEST,
  PKCS7,
  PKCS12;

  private static final int SEQUENCE = 0x30;
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int OBJECT_IDENTIFIER = 0x06;
  private static final int CONTEXT_0 = 0xa0;

  /** An element: its type, and where its content is. */
  private record Element(int type, int from, int to) {}

  /** The form of {@code content}; null if it is none of these, or more than one value. */
  static @Nullable DerForm of(Bytes content) {
    List<Element> whole = elements(content, 0, content.size());
    if (whole.size() != 1 || whole.get(0).type() != SEQUENCE) {
      return null;
    }
    List<Element> inner = elements(content, whole.get(0).from(), whole.get(0).to());
    List<Integer> types = inner.stream().map(Element::type).toList();
    if (types.equals(List.of(SEQUENCE, BIT_STRING))) {
      return PUBLIC_KEY;
    }
    if (types.equals(List.of(INTEGER, INTEGER))) {
      return PKCS1_PUBLIC_KEY;
    }
    if (types.equals(List.of(SEQUENCE, SEQUENCE, BIT_STRING))) {
      List<Element> signed = elements(content, inner.get(0).from(), inner.get(0).to());
      boolean request =
          signed.size() == 4
              && signed.get(0).type() == INTEGER
              && signed.get(3).type() == CONTEXT_0;
      return request ? CERTIFICATE_REQUEST : CERTIFICATE;
    }
    if (types.equals(List.of(OBJECT_IDENTIFIER, CONTEXT_0))) {
      return PKCS7;
    }
    return isPrivate(types) ? PRIVATE_KEY : begins(types, INTEGER, SEQUENCE) ? PKCS12 : null;
  }

  /** PKCS#8, the same encrypted, SEC1, PKCS#1. */
  private static boolean isPrivate(List<Integer> types) {
    return begins(types, INTEGER, SEQUENCE, OCTET_STRING)
        || types.equals(List.of(SEQUENCE, OCTET_STRING))
        || begins(types, INTEGER, OCTET_STRING)
        || (types.size() >= 9 && types.stream().limit(9).allMatch(type -> type == INTEGER));
  }

  private static boolean begins(List<Integer> types, Integer... first) {
    return types.size() >= first.length && types.subList(0, first.length).equals(List.of(first));
  }

  /** The elements between two places; none if something else is there. */
  private static List<Element> elements(Bytes der, int from, int to) {
    List<Element> found = new ArrayList<>();
    int at = from;
    while (at < to) {
      int type = der.at(at) & 0xff;
      if (at + 2 > to) {
        return List.of();
      }
      int length = der.at(at + 1) & 0xff;
      int start = at + 2;
      if (length > 0x80) {
        int digits = length - 0x80;
        if (digits > 3 || start + digits > to) {
          return List.of();
        }
        length = 0;
        for (int i = 0; i < digits; i++) {
          length = (length << 8) | (der.at(start + i) & 0xff);
        }
        start += digits;
      }
      if (length > to - start) {
        return List.of();
      }
      found.add(new Element(type, start, start + length));
      at = start + length;
    }
    return found;
  }
}
