package org.stellaops.signer.fulcio;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.outbound.HttpAnswer;
import org.stellaops.signer.outbound.InterruptibleExchange;
import org.stellaops.signer.outbound.Outbound;
import org.stellaops.signer.outbound.OutboundUrl;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.TimestampAuthority;

/** A timestamp authority over HTTP (RFC 3161 §3.4). Safe for concurrent use. */
public final class HttpTimestampAuthority implements TimestampAuthority {

  private static final String QUERY = "application/timestamp-query";
  private static final String REPLY = "application/timestamp-reply";
  private static final int MAX_REPLY = 64 << 10;
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final String name;
  private final OutboundUrl url;
  private final Duration longest;

  /** With 5 seconds for each answer. */
  public HttpTimestampAuthority(String name, OutboundUrl url) {
    this(name, url, LONGEST);
  }

  /**
   * @param name how messages and audit call it
   * @param url where queries are posted; closed by whoever opened it
   * @param longest for an answer, within the caller's deadline
   */
  public HttpTimestampAuthority(String name, OutboundUrl url, Duration longest) {
    this.name = name;
    this.url = url;
    this.longest = longest;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Bytes timestamp(Bytes signature, Deadline deadline) {
    TimestampQuery query = TimestampQuery.over(signature);
    Deadline own = deadline.within(longest);
    HttpAnswer answer =
        exchange(() ->
            url.postAny(
                new Outbound.Content(QUERY, query.der()), Map.of("Accept", REPLY), MAX_REPLY, own));
    if (answer.status() == 429) {
      throw DependencyUnavailable.busy(
          Dependency.TIMESTAMP_AUTHORITY, message("it has no room"), new IOException("status 429"));
    }
    // RFC 3161 §3.4 has 200 in mind; Sigstore's own authority says 201.
    if (answer.status() / 100 != 2) {
      throw unavailable("status " + answer.status(), null);
    }
    if (answer.overBound() || !answer.mediaType().equals(REPLY)) {
      throw unavailable(
          answer.overBound() ? "its answer is too long" : "its answer is not " + REPLY, null);
    }
    try {
      query.requireAnswered(answer.body());
    } catch (IllegalArgumentException e) {
      throw unavailable(e.getMessage(), e);
    }
    return answer.body();
  }

  @Override
  public void requireReachable(Deadline deadline) {
    Deadline own = deadline.within(longest);
    HttpAnswer answer = exchange(() -> url.getAny(Map.of(), MAX_REPLY, own));
    // A GET is no query: what counts is that somebody is there.
    if (answer.status() >= 500) {
      throw unavailable("status " + answer.status(), null);
    }
  }

  private interface Exchange {
    HttpAnswer run() throws IOException;
  }

  private HttpAnswer exchange(Exchange exchange) {
    try {
      return InterruptibleExchange.run("timestamp", exchange::run);
    } catch (IOException e) {
      throw unavailable("no answer", e);
    }
  }

  private DependencyUnavailable unavailable(@Nullable String why, @Nullable Exception cause) {
    return cause == null
        ? new DependencyUnavailable(Dependency.TIMESTAMP_AUTHORITY, false, message(why))
        : new DependencyUnavailable(Dependency.TIMESTAMP_AUTHORITY, false, message(why), cause);
  }

  private String message(@Nullable String why) {
    return "timestamp authority " + name + ": " + why;
  }
}
