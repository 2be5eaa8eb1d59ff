package org.stellaops.signer.sql.refusals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.ports.RefusalLog.TenantClient;
import org.stellaops.signer.ports.RefusalLog.UnidentifiedRefusal;

/**
 * One line of the refusal log. {@code *} stands for what was put together.
 *
 * @param id the first refusal's id
 * @param count how many refusals the record stands for
 */
record RefusalRecord(
    String id,
    String code,
    String reason,
    String source,
    @Nullable TenantClient client,
    Instant firstAt,
    Instant lastAt,
    long count) {

  static final String ANY = "*";

  private static final int LONGEST = 200;

  static RefusalRecord of(
      UnidentifiedRefusal refusal,
      String code,
      String reason,
      String source,
      @Nullable TenantClient client) {
    Instant at = refusal.at();
    return new RefusalRecord(refusal.id().value(), code, reason, source, client, at, at, 1);
  }

  /** This record with the refusals of {@code later} in it. */
  RefusalRecord and(RefusalRecord later) {
    Instant last = later.lastAt.isAfter(lastAt) ? later.lastAt : lastAt;
    return new RefusalRecord(id, code, reason, source, client, firstAt, last, count + later.count);
  }

  /** A JSON object in RFC 8785 form and a line feed; the only one, for JSON escapes all others. */
  byte[] line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    CanonicalWriter record =
        CanonicalWriter.object()
            .string("id", plain(id))
            .string("code", plain(code))
            .string("reason", plain(reason))
            .string("source", plain(source))
            .string("firstAt", firstAt.toString())
            .string("lastAt", lastAt.toString())
            .number("count", count);
    if (client != null) {
      record
          .string("client", plain(client.client().value()))
          .string("tenant", client.tenant().value());
    }
    record.writeTo(line);
    line.write('\n');
    return line.toByteArray();
  }

  /** All of these words are short ASCII. Anything else cannot stop or swell the log. */
  private static String plain(String word) {
    String ascii = word.replaceAll("[^\\p{ASCII}]", "?");
    return ascii.substring(0, Math.min(LONGEST, ascii.length()));
  }
}
