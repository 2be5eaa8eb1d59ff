package org.stellaops.signer.json.export;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidField;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonString;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Reason;

/**
 * What an export was made from.
 *
 * @param uri where it comes from
 * @param digests SHA-2 digests by in-toto's names for them, in lower-case hexadecimal; at least one
 */
public record ExportMaterial(String uri, Map<String, String> digests) {

  private static final Map<String, Integer> DIGITS =
      Map.of("sha256", 64, "sha384", 96, "sha512", 128);
  private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[!-~]{1,2048}");
  private static final Pattern HEX = Pattern.compile("[0-9a-f]+");

  static final Comparator<ExportMaterial> ORDER =
      Comparator.comparing(ExportMaterial::uri)
          .thenComparing(each -> new TreeMap<>(each.digests()).toString());

  /**
   * @throws IllegalArgumentException if it is no URI, or a digest is none of SHA-2
   */
  public ExportMaterial {
    digests = Map.copyOf(digests);
    if (!URI.matcher(uri).matches()
        || digests.isEmpty()
        || !digests.entrySet().stream()
            .allMatch(each ->
                HEX.matcher(each.getValue()).matches()
                    && each.getValue().length() == DIGITS.getOrDefault(each.getKey(), 0))) {
      throw new IllegalArgumentException(
          "a material has a URI and SHA-2 digests in lower-case hexadecimal");
    }
  }

  static ExportMaterial read(JsonObject material) throws InvalidJson, InvalidField {
    material.allowOnly("uri", "digest");
    Map<String, String> digests = new TreeMap<>();
    JsonObject set = material.object("digest");
    for (Map.Entry<String, JsonValue> each : set.members().entrySet()) {
      digests.put(each.getKey(), each.getValue() instanceof JsonString hex ? hex.value() : "");
    }
    try {
      return new ExportMaterial(material.string("uri"), digests);
    } catch (IllegalArgumentException e) {
      throw new InvalidField(
          Reason.EXPORT_MATERIAL,
          material.path(),
          "Give each material a URI, and a sha256, sha384 or sha512 in lower-case hexadecimal.");
    }
  }

  CanonicalWriter form() {
    CanonicalWriter set = CanonicalWriter.object();
    digests.forEach(set::string);
    return CanonicalWriter.object().object("digest", set).string("uri", uri);
  }
}
