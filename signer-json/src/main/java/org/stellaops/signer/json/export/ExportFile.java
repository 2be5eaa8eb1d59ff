package org.stellaops.signer.json.export;

import java.util.regex.Pattern;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidField;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonKind;
import org.stellaops.signer.json.RawObject;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.Reason;

/**
 * One file of an export.
 *
 * @param path below the export's directory, with {@code /} between its names
 * @param size in bytes
 * @param mediaType without parameters, in lower case; what the exporter says, which nobody checks
 */
public record ExportFile(String path, long size, Digest sha256, String mediaType) {

  /** RFC 6838 §4.2, in lower case. */
  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}");

  /** Above it, numbers of JSON are not exact. */
  private static final long LARGEST = 1L << 53;

  private static final int PATH_BYTES = 32 << 10;
  private static final int TEXT_BYTES = 1024;

  /** Checked where it is read: a record of what is wrong has to say where that stands. */
  public ExportFile {
    if (size < 0 || size > LARGEST || !MEDIA_TYPE.matcher(mediaType).matches()) {
      throw new IllegalArgumentException("not a file of an export");
    }
  }

  static ExportFile read(RawObject file, String at) throws InvalidJson, InvalidField {
    file.allowOnly("path", "size", "sha256", "mediaType");
    String path = file.required("path").string(PATH_BYTES);
    RawObject.Member size = file.required("size");
    if (size.kind() != JsonKind.NUMBER || size.int64() < 0 || size.int64() > LARGEST) {
      throw new InvalidField(
          Reason.EXPORT_FILE, at + ".size", "Give the size in bytes, as a whole number.");
    }
    String mediaType = file.required("mediaType").string(TEXT_BYTES);
    if (!MEDIA_TYPE.matcher(mediaType).matches()) {
      throw new InvalidField(
          Reason.EXPORT_FILE,
          at + ".mediaType",
          "Give a media type in lower case, without parameters.");
    }
    try {
      Digest sha256 = new Digest(file.required("sha256").string(TEXT_BYTES));
      return new ExportFile(path, size.int64(), sha256, mediaType);
    } catch (IllegalArgumentException e) {
      throw new InvalidField(
          Reason.EXPORT_FILE, at + ".sha256", "Write the digest as 64 lower-case hex digits.");
    }
  }

  CanonicalWriter form() {
    return CanonicalWriter.object()
        .string("mediaType", mediaType)
        .string("path", path)
        .string("sha256", sha256.hex())
        .number("size", size);
  }
}
