package org.stellaops.signer.bench;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** CycloneDX documents of any size, always the same for the same size. */
final class SampleSbom {

  private SampleSbom() {}

  /** At least {@code bytes} long, and at most one component longer. */
  static byte[] ofSize(int bytes) {
    StringBuilder text = new StringBuilder(bytes + 1024);
    text.append(
        "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1,\"components\":[");
    for (int i = 0; text.length() < bytes - 2; i++) {
      if (i > 0) {
        text.append(',');
      }
      text.append(
          String.format(
              Locale.ROOT,
              """
              {
                "type": "library",
                "name": "component-%d",
                "version": "%d.%d.%d",
                "purl": "pkg:maven/org.example/component-%d@%d.%d.%d?type=jar",
                "description": "Bibliothèque d’exemple \\"%d\\" – voilà",
                "hashes": [{"alg": "SHA-256", "content": "%064x"}],
                "licenses": [{"license": {"id": "Apache-2.0"}}],
                "properties": [{"name": "size", "value": "%d"}],
                "evidence": {"confidence": 0.%02d, "offset": %d}
              }\
              """,
              i,
              i % 10,
              i % 7,
              i % 13,
              i,
              i % 10,
              i % 7,
              i % 13,
              i,
              (long) i * 2654435761L,
              i * 31,
              i % 99 + 1,
              i));
    }
    return text.append("]}").toString().getBytes(StandardCharsets.UTF_8);
  }
}
