package org.stellaops.signer.json.export;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.stellaops.signer.json.CanonicalWriter;
import org.stellaops.signer.json.InvalidField;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonBoolean;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.RawObject;
import org.stellaops.signer.json.StrictJson;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Reason;

/**
 * What an export consists of: {@code export.json}.
 *
 * @param name what the export is called; policy's patterns for subjects are held against it
 * @param createdAt in whole seconds, as its maker says
 * @param complete whether it says that its directory has no other file
 * @param files in the order of their paths' UTF-8 bytes
 */
public record ExportManifest(
    String name, Instant createdAt, boolean complete, List<ExportFile> files) {

  /** The file that has it. */
  public static final String FILE = "export.json";

  public static final int MOST_FILES = 100_000;

  private static final String SCHEMA = "https://stella-ops.org/schemas/export/manifest/v1";

  private static final Comparator<String> BY_BYTES =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  /** The order in which an export lists its files. */
  public static final Comparator<ExportFile> ORDER =
      Comparator.comparing(ExportFile::path, BY_BYTES);

  public ExportManifest {
    files = files.stream().sorted(ORDER).toList();
  }

  /** Its RFC 8785 form: the same for the same files, whoever lists them in which order. */
  public Bytes bytes() {
    return form().string("schema", SCHEMA).bytes();
  }

  /** All of it but what says that it is a manifest. */
  CanonicalWriter form() {
    return CanonicalWriter.object()
        .bool("complete", complete)
        .time("createdAt", createdAt)
        .objects("files", files.stream().map(ExportFile::form).toList())
        .string("name", name);
  }

  /** The lines that {@code sha256sum -c} reads, with LF at their ends. */
  public Bytes sha256sums() {
    StringBuilder lines = new StringBuilder();
    for (ExportFile file : files) {
      lines.append(file.sha256().hex()).append("  ").append(file.path()).append('\n');
    }
    return Bytes.utf8(lines.toString());
  }

  /**
   * Reads a manifest. Only the very bytes that {@link #bytes} makes are one.
   *
   * @throws InvalidField it is none, or names a path that an export must not have
   */
  public static ExportManifest read(Bytes document) throws InvalidField {
    try {
      RawObject whole = StrictJson.raw(document, JsonLimits.REQUEST);
      whole.allowOnly("schema", "name", "createdAt", "complete", "files");
      if (!whole.required("schema").string(256).equals(SCHEMA)) {
        throw new InvalidField(
            Reason.JSON_WRONG_TYPE, "$.schema", "Only the schema " + SCHEMA + " is read.");
      }
      ExportManifest read = of(whole, "$");
      if (!read.bytes().equals(document)) {
        throw new InvalidField(
            Reason.EXPORT_FILES, "$", "The manifest is not in its canonical form.");
      }
      return read;
    } catch (InvalidJson e) {
      throw new InvalidField(e.fault().reason(), e.path(), e.fault().sentence());
    }
  }

  /**
   * @param at where the members stand, for refusals
   */
  static ExportManifest of(RawObject from, String at) throws InvalidJson, InvalidField {
    String name = from.required("name").string(4096);
    if (!ExportText.isLine(name)) {
      throw new InvalidField(
          Reason.EXPORT_NAME, at + ".name", "Give it a name of 1 to 256 printable characters.");
    }
    Instant createdAt = ExportText.time(from.required("createdAt").string(64), at + ".createdAt");
    List<RawObject.Member> listed = from.required("files").elements(MOST_FILES);
    if (listed.isEmpty()) {
      throw new InvalidField(
          Reason.EXPORT_FILES, at + ".files", "List 1 to " + MOST_FILES + " files.");
    }
    if (!(from.required("complete").tree(8, 1) instanceof JsonBoolean complete)) {
      throw new InvalidField(Reason.JSON_WRONG_TYPE, at + ".complete", "Say true or false.");
    }
    ExportFile[] files = new ExportFile[listed.size()];
    for (int i = 0; i < files.length; i++) {
      String place = at + ".files[" + i + "]";
      files[i] = ExportFile.read(listed.get(i).object(), place);
      Optional<String> fault = ExportPaths.fault(files[i].path());
      if (fault.isPresent()) {
        throw new InvalidField(
            Reason.EXPORT_PATH, place + ".path", "Rename the file: its path " + fault.get() + ".");
      }
    }
    ExportManifest read = new ExportManifest(name, createdAt, complete.value(), List.of(files));
    Optional<ExportPaths.Collision> collision =
        ExportPaths.collision(read.files().stream().map(ExportFile::path).toList());
    if (collision.isPresent()) {
      throw new InvalidField(
          Reason.EXPORT_COLLISION,
          at + ".files",
          "Rename one of two files whose paths are one on other systems.");
    }
    return read;
  }
}
