package org.stellaops.signer.oci.workload;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonArray;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonNull;
import org.stellaops.signer.json.JsonNumber;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.outbound.HttpAnswer;
import org.stellaops.signer.outbound.Outbound;

/**
 * Requests and answers in the forms that several clouds have. A failure says who answered, the
 * status and the word that stands for the error, and nothing else out of an answer: tokens are in
 * there.
 */
final class CloudWire {

  /** Longer than any token of theirs. */
  private static final int MAX_TOKEN = 16 << 10;

  private static final JsonLimits LIMITS = JsonLimits.TOKEN.withMaxBytes(64 << 10);

  /** Such as {@code invalid_grant} or {@code AccessDenied}: too short and plain for a secret. */
  private static final Pattern ERROR = Pattern.compile("[A-Za-z_]{1,40}");

  private static final Pattern XML_ERROR = Pattern.compile("<Code>([A-Za-z_]{1,40})</Code>");

  /** One exchange. */
  @FunctionalInterface
  interface Call {
    HttpAnswer run() throws IOException;
  }

  private CloudWire() {}

  /** A form with these fields, {@code application/x-www-form-urlencoded}, in the order given. */
  static Outbound.Content form(String... namesAndValues) {
    StringBuilder form = new StringBuilder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      form.append(i == 0 ? "" : "&")
          .append(namesAndValues[i])
          .append('=')
          .append(encoded(namesAndValues[i + 1]));
    }
    return new Outbound.Content("application/x-www-form-urlencoded", Bytes.utf8(form.toString()));
  }

  static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /**
   * The answer of {@code who}.
   *
   * @throws IOException there is none, or its status is not 200, or it is too long
   */
  static HttpAnswer answer(String who, Call call) throws IOException {
    HttpAnswer answer;
    try {
      answer = call.run();
    } catch (IOException e) {
      throw new IOException(who + " does not answer: " + e.getMessage(), e);
    }
    if (answer.status() != 200) {
      throw new IOException(
          who + " answered " + answer.status() + error(answer).map(word -> " " + word).orElse(""));
    }
    if (answer.overBound()) {
      throw new IOException(who + " answered more than 64 KiB");
    }
    return answer;
  }

  /** The same as JSON. */
  static JsonObject object(String who, Call call) throws IOException {
    return object(who, answer(who, call));
  }

  static JsonObject object(String who, HttpAnswer answer) throws IOException {
    return parsed(answer.body())
        .orElseThrow(() -> new IOException(who + " answered no JSON object"));
  }

  /** Empty for what is no object. */
  static Optional<JsonObject> parsed(Bytes json) {
    try {
      return Optional.of(JsonObject.parse(json, LIMITS));
    } catch (InvalidJson e) {
      return Optional.empty();
    }
  }

  /** A member that is text, and not empty. */
  static String text(String who, JsonObject answer, String name) throws IOException {
    return textOf(member(answer, name)).orElseThrow(() -> new IOException(who + " has no " + name));
  }

  /** A member that is a token: visible ASCII of at most 16 KiB. */
  static String token(String who, JsonObject answer, String name) throws IOException {
    String token = text(who, answer, name);
    if (token.length() > MAX_TOKEN || !token.matches("[!-~]+")) {
      throw new IOException(who + " has no token as " + name);
    }
    return token;
  }

  /** RFC 6749 §5.1, {@code expires_in}; Azure's metadata service writes the number as text. */
  static Duration life(String who, JsonObject answer) throws IOException {
    JsonValue value = member(answer, "expires_in");
    String seconds = value instanceof JsonNumber number ? number.text() : textOf(value).orElse("");
    if (!seconds.matches("[0-9]{1,9}")) {
      throw new IOException(who + " has no expires_in");
    }
    return Duration.ofSeconds(Long.parseLong(seconds));
  }

  /** A moment as RFC 3339 has it. */
  static Instant moment(String who, String text) throws IOException {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IOException(who + " answered no time until which that is good");
    }
  }

  static JsonValue member(JsonObject object, String name) {
    return object.member(name).orElse(JsonNull.NULL);
  }

  private static Optional<String> textOf(JsonValue value) {
    return value instanceof JsonString(String text) && !text.isEmpty()
        ? Optional.of(text)
        : Optional.empty();
  }

  /**
   * The word for an error, wherever a cloud has it: OAuth's {@code error} (RFC 6749 §5.2), Google's
   * {@code error.status}, Amazon's {@code __type}, or {@code Code} in XML, and the registries'
   * {@code errors[0].code}.
   */
  private static Optional<String> error(HttpAnswer answer) {
    Optional<JsonObject> json = parsed(answer.body());
    if (json.isEmpty()) {
      Matcher code = XML_ERROR.matcher(answer.body().utf8());
      return code.find() ? Optional.of(code.group(1)) : Optional.empty();
    }
    JsonObject object = json.get();
    JsonValue error = member(object, "error");
    List<JsonValue> all =
        member(object, "errors") instanceof JsonArray array ? array.values() : List.of();
    JsonValue first = all.isEmpty() ? JsonNull.NULL : all.get(0);
    return textOf(error)
        .or(() -> error instanceof JsonObject it ? textOf(member(it, "status")) : Optional.empty())
        .or(() -> textOf(member(object, "__type")).map(type -> type.replaceFirst("^.*#", "")))
        .or(() -> first instanceof JsonObject it ? textOf(member(it, "code")) : Optional.empty())
        .filter(word -> ERROR.matcher(word).matches());
  }
}
