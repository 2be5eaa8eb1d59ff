package org.stellaops.signer.testkit.tokens;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A token or proof in the making: right at first, then spoilt in one place by a test. */
public final class Jws {

  private final Map<String, @Nullable Object> header = new LinkedHashMap<>();
  private final Map<String, @Nullable Object> claims = new LinkedHashMap<>();

  public Jws header(String name, @Nullable Object value) {
    header.put(name, value);
    return this;
  }

  public Jws claim(String name, @Nullable Object value) {
    claims.put(name, value);
    return this;
  }

  public Jws withoutHeader(String name) {
    header.remove(name);
    return this;
  }

  public Jws without(String claim) {
    claims.remove(claim);
    return this;
  }

  public Map<String, @Nullable Object> headers() {
    return header;
  }

  public Map<String, @Nullable Object> claims() {
    return claims;
  }

  public String signedBy(JwsKey key) {
    return key.sign(JsonText.of(header), JsonText.of(claims));
  }
}
