package org.stellaops.signer.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.erdtman.jcs.NumberToJSON;

/** Random documents, each of which can be written in many ways. */
final class RandomJson {
  private static final String[] PIECES = {
    "a",
    "b",
    "name",
    "\"",
    "\\",
    "/",
    "\n",
    "\u0001",
    "\u0000",
    "\u007f",
    "é",
    "€",
    "\ud7ff",
    "\ue000",
    "\ufb33",
    "\ufffd",
    "😀",
    "𝄞",
    "\udbff\udffd",
    "01234567",
    "longer text of ASCII"
  };

  private final Random random;

  RandomJson(long seed) {
    this.random = new Random(seed);
  }

  /**
   * Maps, lists, strings, {@link Double}s, booleans and {@code "null"} literals as Java objects.
   */
  Object document() {
    return random.nextBoolean() ? object(4) : array(4);
  }

  private Object value(int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 5)) {
      case 0 -> random.nextBoolean();
      case 1 -> Void.class;
      case 2, 3 -> text();
      case 4 -> number();
      case 5 -> array(depth - 1);
      default -> object(depth - 1);
    };
  }

  private List<Object> array(int depth) {
    List<Object> array = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      array.add(value(depth));
    }
    return array;
  }

  private Map<String, Object> object(int depth) {
    Map<String, Object> object = new LinkedHashMap<>();
    int size = random.nextInt(20) == 0 ? 60 : random.nextInt(6);
    for (int i = size; i > 0; i--) {
      object.put(text(), value(depth));
    }
    return object;
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  private Double number() {
    double value =
        switch (random.nextInt(4)) {
          case 0 -> random.nextInt(2000) - 1000;
          case 1 -> (random.nextInt(2_000_000) - 1_000_000) / 1000.0;
          case 2 -> random.nextLong() >> 11;
          default -> Double.longBitsToDouble(random.nextLong());
        };
    return Double.isFinite(value) ? value : 0.5;
  }

  /** Writes the document with random white space, escapes, number forms and member order. */
  String write(Object value) throws Exception {
    StringBuilder out = new StringBuilder();
    space(out);
    write(value, out);
    space(out);
    return out.toString();
  }

  private void write(Object value, StringBuilder out) throws Exception {
    if (value instanceof Map<?, ?> map) {
      List<Map.Entry<?, ?>> entries = new ArrayList<>(map.entrySet());
      Collections.shuffle(entries, random);
      out.append('{');
      String separator = "";
      for (Map.Entry<?, ?> entry : entries) {
        space(out.append(separator));
        write((String) entry.getKey(), out);
        space(out);
        space(out.append(':'));
        write(entry.getValue(), out);
        space(out);
        separator = ",";
      }
      space(out);
      out.append('}');
    } else if (value instanceof List<?> list) {
      out.append('[');
      String separator = "";
      for (Object element : list) {
        space(out.append(separator));
        write(element, out);
        space(out);
        separator = ",";
      }
      space(out);
      out.append(']');
    } else if (value instanceof String text) {
      write(text, out);
    } else if (value instanceof Double number) {
      String text = NumberToJSON.serializeNumber(number);
      boolean plain = text.indexOf('e') < 0;
      String decimals = plain && text.indexOf('.') < 0 && text.length() < 40 ? ".00" : "";
      out.append(text)
          .append(random.nextBoolean() ? decimals : "")
          .append(plain && random.nextInt(4) == 0 ? "E-0" : "");
    } else {
      out.append(value == Void.class ? "null" : value);
    }
  }

  private void write(String text, StringBuilder out) {
    out.append('"');
    for (int c : text.codePoints().toArray()) {
      if (c < 0x20 || c == '"' || c == '\\' || random.nextInt(6) == 0) {
        for (char unit : Character.toChars(c)) {
          out.append(String.format(random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) unit));
        }
      } else if (c == '/' && random.nextBoolean()) {
        out.append("\\/");
      } else {
        out.appendCodePoint(c);
      }
    }
    out.append('"');
  }

  private void space(StringBuilder out) {
    if (random.nextInt(4) == 0) {
      out.append(" \t\r\n".charAt(random.nextInt(4)));
    }
  }
}
