package org.stellaops.signer.fulcio;

import java.nio.ByteBuffer;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;

/**
 * A signed certificate timestamp as Fulcio hands it out beside a certificate: a log's answer to
 * {@code add-chain} (RFC 6962 §4.1), which is JSON.
 */
final class DetachedSct {

  private static final JsonLimits LIMITS = JsonLimits.TOKEN;
  private static final int LOG_ID = 32;
  private static final int MOST = 0xffff;

  private DetachedSct() {}

  /**
   * The TLS encoding of the same (RFC 6962 §3.2).
   *
   * @throws IllegalArgumentException it is not such an answer
   */
  static Bytes tls(Bytes json) {
    try {
      if (!(JsonValue.parse(json, LIMITS) instanceof JsonObject sct)) {
        throw new IllegalArgumentException("an SCT that is no JSON object");
      }
      Bytes log = Bytes.base64(sct.string("id"));
      Bytes extensions = Bytes.base64(sct.string("extensions"));
      Bytes signature = Bytes.base64(sct.string("signature"));
      if (sct.integer("sct_version") != 0
          || log.size() != LOG_ID
          || extensions.size() > MOST
          || signature.isEmpty()) {
        throw new IllegalArgumentException("an SCT of another form than version 1");
      }
      ByteBuffer out =
          ByteBuffer.allocate(1 + LOG_ID + 8 + 2 + extensions.size() + signature.size());
      out.put((byte) 0).put(log.toByteArray()).putLong(sct.integer("timestamp"));
      out.putShort((short) extensions.size()).put(extensions.toByteArray());
      // The log's JSON has the signature in its TLS encoding already (RFC 5246 §4.7).
      out.put(signature.toByteArray());
      return Bytes.adopt(out.array());
    } catch (InvalidJson e) {
      throw new IllegalArgumentException("an SCT out of form: " + e.getMessage(), e);
    }
  }
}
