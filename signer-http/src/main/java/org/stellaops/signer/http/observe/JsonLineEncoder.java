package org.stellaops.signer.http.observe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * One JSON object a line: {@code time} (RFC 3339, UTC), {@code level}, {@code logger}, {@code
 * message}, each key and value of the event, and {@code exception} with its stack. Numbers and
 * flags stay what they are, all else is text; what is null or empty is left out.
 */
final class JsonLineEncoder extends EncoderBase<ILoggingEvent> {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final byte[] NOTHING = {};

  private final JsonFactory json = new JsonFactory();

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    try (JsonGenerator members = json.createGenerator(line)) {
      members.writeStartObject();
      members.writeStringField("time", TIME.format(event.getInstant()));
      members.writeStringField("level", event.getLevel().toString());
      members.writeStringField("logger", event.getLoggerName());
      text(members, "message", event.getFormattedMessage());
      for (KeyValuePair pair :
          Objects.requireNonNullElse(event.getKeyValuePairs(), List.<KeyValuePair>of())) {
        fact(members, pair);
      }
      IThrowableProxy thrown = event.getThrowableProxy();
      if (thrown != null) {
        text(members, "exception", ThrowableProxyUtil.asString(thrown));
      }
      members.writeEndObject();
      members.writeRaw('\n');
    } catch (IOException impossible) {
      throw new UncheckedIOException("memory takes every line", impossible);
    }
    return line.toByteArray();
  }

  private static void fact(JsonGenerator members, KeyValuePair pair) throws IOException {
    switch (pair.value) {
      case null -> {}
      case Long number -> members.writeNumberField(pair.key, number);
      case Integer number -> members.writeNumberField(pair.key, number);
      case Double number -> members.writeNumberField(pair.key, number);
      case Boolean flag -> members.writeBooleanField(pair.key, flag);
      default -> text(members, pair.key, pair.value.toString());
    }
  }

  private static void text(JsonGenerator members, String name, @Nullable String text)
      throws IOException {
    if (text != null && !text.isEmpty()) {
      members.writeStringField(name, text);
    }
  }
}
