package org.stellaops.signer.model;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SignatureException;
import org.jspecify.annotations.Nullable;

/**
 * DSSE's pre-authentication encoding, {@code "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body},
 * with lengths in bytes of the raw bytes ({@code dsse/protocol.md}). The payload is not copied: the
 * prefix and the payload are handed on one after the other.
 */
public final class PreAuthEncoding implements Signable {

  private final String payloadType;
  private final Bytes prefix;
  private final Bytes payload;
  private volatile @Nullable Digest digest;

  private PreAuthEncoding(String payloadType, Bytes prefix, Bytes payload) {
    this.payloadType = payloadType;
    this.prefix = prefix;
    this.payload = payload;
  }

  /**
   * The encoding of one payload.
   *
   * @throws IllegalArgumentException if the type is no Unicode text: an unpaired surrogate has no
   *     UTF-8, and two types must never share one encoding
   */
  public static PreAuthEncoding of(String payloadType, Bytes payload) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(payloadType)) {
      throw new IllegalArgumentException("a payload type is Unicode text");
    }
    int typeLength = payloadType.getBytes(StandardCharsets.UTF_8).length;
    Bytes prefix =
        Bytes.utf8("DSSEv1 " + typeLength + " " + payloadType + " " + payload.size() + " ");
    return new PreAuthEncoding(payloadType, prefix, payload);
  }

  public String payloadType() {
    return payloadType;
  }

  public Bytes payload() {
    return payload;
  }

  /** Computed once, however often it is asked for. */
  @Override
  public Digest sha256() {
    Digest known = digest;
    if (known == null) {
      known = Signable.super.sha256();
      digest = known;
    }
    return known;
  }

  @Override
  public long size() {
    return (long) prefix.size() + payload.size();
  }

  @Override
  public void update(MessageDigest digest) {
    prefix.update(digest);
    payload.update(digest);
  }

  @Override
  public void update(java.security.Signature signature) throws SignatureException {
    prefix.update(signature);
    payload.update(signature);
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    prefix.writeTo(out);
    payload.writeTo(out);
  }
}
