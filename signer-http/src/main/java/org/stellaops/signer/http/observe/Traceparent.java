package org.stellaops.signer.http.observe;

import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Primitives;
import org.stellaops.signer.model.TraceId;

/** The trace that a request belongs to: W3C Trace Context, level 1. */
public final class Traceparent {

  private static final Pattern VERSION_00 =
      Pattern.compile(
          "(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
  private static final int LENGTH = 55;

  /** The caller's trace id, or a new one where the header is absent or malformed (§3.2.2). */
  public TraceId traceOf(@Nullable String header) {
    if (header != null && header.length() == LENGTH) {
      var matcher = VERSION_00.matcher(header);
      if (matcher.matches()) {
        return new TraceId(matcher.group(1));
      }
    }
    byte[] id = new byte[16];
    Primitives.random().nextBytes(id);
    return new TraceId(HexFormat.of().formatHex(id));
  }
}
