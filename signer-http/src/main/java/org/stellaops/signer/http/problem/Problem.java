package org.stellaops.signer.http.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.stellaops.signer.core.api.ErrorCode;
import org.stellaops.signer.model.Reason;

/**
 * A reply that is not the one asked for, as RFC 9457 problem details.
 *
 * @param members extension members beside {@code type}, {@code title}, {@code status} and {@code
 *     detail}
 * @param headers fields that the standard of this status asks for
 */
public record Problem(
    int status,
    ErrorCode code,
    Reason reason,
    String title,
    String detail,
    Map<String, Object> members,
    Map<String, String> headers) {

  public static final String MEDIA_TYPE = "application/problem+json";
  public static final String TYPE_PREFIX = "urn:stella:signer:problem:";

  private static final ObjectMapper JSON = new ObjectMapper();

  public Problem(int status, ErrorCode code, Reason reason, String title, String detail) {
    this(status, code, reason, title, detail, Map.of(), Map.of());
  }

  public Problem with(String member, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(members);
    more.put(member, value);
    return new Problem(status, code, reason, title, detail, more, headers);
  }

  public Problem header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Problem(status, code, reason, title, detail, members, more);
  }

  /** Says in header and body how many whole seconds to wait, never fewer than asked. */
  public Problem retryAfter(Duration wait) {
    long seconds = seconds(wait);
    return header("Retry-After", Long.toString(seconds)).with("retryAfter", seconds);
  }

  public static long seconds(Duration wait) {
    return Math.max(1, wait.plusNanos(999_999_999).toSeconds());
  }

  public byte[] body() {
    ObjectNode json = JSON.createObjectNode();
    json.put("type", TYPE_PREFIX + code.wire());
    json.put("title", title);
    json.put("status", status);
    json.put("detail", detail);
    json.put("code", code.wire());
    json.put("reason", reason.word());
    members.forEach(json::putPOJO);
    try {
      return JSON.writeValueAsString(json).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
