package org.stellaops.signer.http.routes;

import java.util.Arrays;
import java.util.Base64;
import org.stellaops.signer.model.Bytes;

/** One file of the page as it is sent. */
final class PageFile {

  private final String mediaType;
  private final Bytes content;
  private final String tag;

  PageFile(String mediaType, Bytes content) {
    this.mediaType = mediaType;
    this.content = content;
    byte[] digest = content.sha256().bytes().toByteArray();
    this.tag =
        '"'
            + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, 18))
            + '"';
  }

  String mediaType() {
    return mediaType;
  }

  byte[] content() {
    return content.toByteArray();
  }

  /** The strong validator (RFC 9110 §8.8.3): two files with the same content have the same. */
  String tag() {
    return tag;
  }
}
