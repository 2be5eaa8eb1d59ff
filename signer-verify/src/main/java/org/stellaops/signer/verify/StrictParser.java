package org.stellaops.signer.verify;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import org.stellaops.signer.model.ByteRange;
import org.stellaops.signer.model.Bytes;

/**
 * A forward-only reader of one UTF-8 JSON object: duplicate members, null, other encodings and
 * anything after the end are refused. Large base64 strings are decoded straight from the document's
 * bytes and never become text.
 */
final class StrictParser implements AutoCloseable {

  /** What is made of a whole document. */
  interface Reading<T> {
    T read(StrictParser parser) throws IOException, MalformedDocument;
  }

  /** One member of an object; it must consume exactly the member's value. */
  interface Member {
    void read(String name) throws IOException, MalformedDocument;
  }

  /** One element of an array; it must consume exactly the element. */
  interface Element {
    void read(int index) throws IOException, MalformedDocument;
  }

  private static final int MAX_TEXT = 1 << 20;

  /** Without charset detection UTF-16 and UTF-32 are just not JSON. */
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(1000)
                  .maxNameLength(4096)
                  .maxNumberLength(1000)
                  .maxStringLength(MAX_TEXT)
                  .maxDocumentLength(-1)
                  .build())
          .build();

  private final byte[] array;
  private final int from;
  private final int to;
  private final JsonParser parser;
  private boolean peeked;

  private StrictParser(ByteRange document) throws IOException {
    this.array = document.array();
    this.from = document.from();
    this.to = document.to();
    this.parser = JSON.createParser(array, from, to - from);
  }

  /**
   * Reads {@code document}, which must be one object.
   *
   * @param reading calls {@link #root} once
   * @throws MalformedDocument check {@code json} for anything that is not strict JSON
   */
  static <T> T read(Bytes document, Reading<T> reading) throws MalformedDocument {
    try (StrictParser parser = new StrictParser(document.range())) {
      T result = reading.read(parser);
      if (parser.parser.nextToken() != null) {
        throw new MalformedDocument("json", "Something follows the end of the JSON document.");
      }
      return result;
    } catch (StreamConstraintsException e) {
      throw new MalformedDocument("json", "The JSON document goes beyond a size or depth bound.");
    } catch (JacksonException e) {
      throw new MalformedDocument(
          "json", "The document is not strict JSON, or an object has a member twice.");
    } catch (IOException e) {
      throw new MalformedDocument("json", "The document cannot be read as JSON in UTF-8.");
    }
  }

  /** Reads the members of the document itself. */
  void root(Member member) throws IOException, MalformedDocument {
    boolean marked = to > from && array[from] == (byte) 0xEF;
    if (marked || parser.nextToken() != JsonToken.START_OBJECT) {
      throw new MalformedDocument("json", "The document is not a JSON object in UTF-8.");
    }
    membersOfCurrent(member);
  }

  /** Reads the members of the object that is the next value. */
  void object(String check, Member member) throws IOException, MalformedDocument {
    expect(check, JsonToken.START_OBJECT, "an object");
    membersOfCurrent(member);
  }

  private void membersOfCurrent(Member member) throws IOException, MalformedDocument {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      member.read(parser.currentName());
    }
  }

  /** Reads the elements of the array that is the next value; refuses the one after {@code max}. */
  int array(String check, int max, Element element) throws IOException, MalformedDocument {
    expect(check, JsonToken.START_ARRAY, "an array");
    int count = 0;
    while (!arrayEnds()) {
      if (count == max) {
        throw new MalformedDocument(check, "There are more than " + max + " entries.");
      }
      element.read(count++);
    }
    return count;
  }

  private boolean arrayEnds() throws IOException {
    boolean ends = parser.nextToken() == JsonToken.END_ARRAY;
    peeked = !ends;
    return ends;
  }

  private JsonToken next() throws IOException {
    if (peeked) {
      peeked = false;
      return parser.currentToken();
    }
    return parser.nextToken();
  }

  private void expect(String check, JsonToken token, String form)
      throws IOException, MalformedDocument {
    if (next() != token) {
      throw new MalformedDocument(check, "Expected " + form + " here.");
    }
  }

  /** The next value, a string of at most {@code max} characters. */
  String text(String check, int max) throws IOException, MalformedDocument {
    expect(check, JsonToken.VALUE_STRING, "a string");
    String text = parser.getText();
    if (text.length() > max) {
      throw new MalformedDocument(check, "The string is longer than " + max + " characters.");
    }
    return text;
  }

  /**
   * The next value, a string of standard base64 in its one canonical form: no escapes, no white
   * space, padded, with zero trailing bits.
   */
  Bytes base64(String check) throws IOException, MalformedDocument {
    expect(check, JsonToken.VALUE_STRING, "a base64 string");
    long quote = from + parser.currentTokenLocation().getByteOffset();
    if (quote < from || quote >= to || array[(int) quote] != '"') {
      throw new MalformedDocument(check, "The base64 string cannot be located.");
    }
    int start = (int) quote + 1;
    int end = start;
    while (end < to && CanonicalBase64.isDigit(array[end])) {
      end++;
    }
    if (end == to || array[end] != '"') {
      throw new MalformedDocument(check, "The string is not canonical standard base64.");
    }
    return CanonicalBase64.decode(array, start, end)
        .orElseThrow(
            () -> new MalformedDocument(check, "The string is not canonical standard base64."));
  }

  /** Passes over the next value, which must be an object; its members are checked for form only. */
  void skipObject(String check) throws IOException, MalformedDocument {
    expect(check, JsonToken.START_OBJECT, "an object");
    parser.skipChildren();
  }

  /** Passes over the next value, whatever it is. */
  void skip() throws IOException {
    next();
    parser.skipChildren();
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
