package org.stellaops.signer.cli.files;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.bootstrap.keyfile.ShellWord;
import org.stellaops.signer.model.Bytes;

/**
 * What a file holds that is not JSON in UTF-8: known by its first bytes, with the command that
 * makes JSON of it.
 *
 * @param words what follows the file's name in a sentence
 * @param command makes JSON of the file {@code {}}, to be called {@code {name}}; null if none does
 * @param suffixes how the file must be called for the command to know its form; empty where the
 *     name does not matter
 */
record FileForm(
    String words, @Nullable String command, Predicate<FileHead> matches, List<String> suffixes) {

  private static final List<FileForm> ALL =
      List.of(
          new FileForm("is empty", null, head -> head.isBlank()),
          new FileForm(
              "is compressed; unpack it", "gzip -dc {} > {name}", head -> head.starts(0x1f, 0x8b)),
          new FileForm(
              "is compressed; unpack it",
              "zstd -dc {} > {name}",
              head -> head.starts(0x28, 0xb5, 0x2f, 0xfd)),
          new FileForm(
              "is compressed; unpack it",
              "xz -dc {} > {name}",
              head -> head.starts(0xfd, '7', 'z', 'X')),
          new FileForm(
              "is compressed; unpack it",
              "bzip2 -dc {} > {name}",
              head -> head.starts('B', 'Z', 'h')),
          new FileForm(
              "is a zip archive; unpack it", "unzip {}", head -> head.starts('P', 'K', 3, 4)),
          new FileForm("is a tar archive; unpack it", "tar -xf {}", FileHead::isTar),
          new FileForm(
              "is UTF-32, not UTF-8; convert it",
              "iconv -f UTF-32 -t UTF-8 {} > {name}",
              FileHead::isUtf32),
          new FileForm(
              "is UTF-16, as PowerShell's > writes it, not UTF-8; convert it",
              "iconv -f UTF-16 -t UTF-8 {} > {name}",
              head -> head.starts(0xff, 0xfe) || head.starts(0xfe, 0xff)),
          new FileForm(
              "is UTF-16, not UTF-8; convert it",
              "iconv -f UTF-16LE -t UTF-8 {} > {name}",
              head -> head.hasZerosFrom(1)),
          new FileForm(
              "is UTF-16, not UTF-8; convert it",
              "iconv -f UTF-16BE -t UTF-8 {} > {name}",
              head -> head.hasZerosFrom(0)),
          new FileForm(
              "is CycloneDX in Protobuf, not JSON; convert it",
              "cyclonedx convert --input-format protobuf --input-file {} --output-format json"
                  + " --output-file {name}",
              head -> head.starts('\n', 3, '1', '.') || head.starts('\n', 4, '1', '.')),
          new FileForm(
              "is CycloneDX in XML, not JSON; convert it",
              "cyclonedx convert --input-format xml --input-file {} --output-format json"
                  + " --output-file {name}",
              head -> head.isXml() && head.has("cyclonedx.org/schema/bom")),
          new FileForm(
              "is SPDX in tag-value form, not JSON; convert it",
              "pyspdxtools -i {} -o {name}",
              head -> head.isPlain() && head.hasLine("SPDXVersion:[ \\t]*SPDX-.*"),
              ".spdx",
              ".tag"),
          new FileForm(
              "is SPDX in YAML, not JSON; convert it",
              "pyspdxtools -i {} -o {name}",
              head ->
                  head.isPlain() && head.hasLine("[\"']?spdxVersion[\"']?:[ \\t]*[\"']?SPDX-.*"),
              ".yaml",
              ".yml"),
          new FileForm(
              "is CycloneDX in YAML, not JSON; convert it",
              "yq -o=json {} > {name}",
              head ->
                  head.isPlain() && head.hasLine("[\"']?bomFormat[\"']?:[ \\t]*[\"']?CycloneDX.*")),
          new FileForm(
              "is SPDX 3 in RDF; have the tool that made it write JSON-LD instead",
              null,
              head -> head.isRdf() && head.has("spdx.org/rdf/3")),
          new FileForm(
              "is SPDX in RDF, not JSON; convert it",
              "pyspdxtools -i {} -o {name}",
              head -> head.isRdf() && head.has("spdx.org/rdf/terms"),
              ".rdf",
              ".rdf.xml"),
          new FileForm(
              "is SPDX in XML, not JSON; convert it",
              "pyspdxtools -i {} -o {name}",
              head -> head.isXml() && head.has("spdxversion>"),
              ".xml"),
          new FileForm(
              "is a SWID tag; only CycloneDX and SPDX are signed as SBOM",
              null,
              head -> head.isXml() && head.has("<softwareidentity")),
          new FileForm(
              "is HTML, as servers send instead of a file that they do not give",
              null,
              head -> head.isXml() && head.has("<html")),
          new FileForm("is XML, not JSON", null, FileHead::isXml),
          new FileForm("is PEM, not JSON", null, head -> head.begins("-----BEGIN ")),
          new FileForm(
              "is a JSON array; sign each of its documents",
              "jq '.[0]' {} > {name}",
              head -> head.begins("[")));

  private FileForm(
      String words, @Nullable String command, Predicate<FileHead> matches, String... suffixes) {
    this(words, command, matches, List.of(suffixes));
  }

  /** The form of {@code content}; null if it may be JSON in UTF-8. */
  static @Nullable FileForm of(Bytes content) {
    FileHead head = new FileHead(content);
    for (FileForm form : ALL) {
      if (form.matches.test(head)) {
        return form;
      }
    }
    return null;
  }

  boolean isJson() {
    return words.startsWith("is a JSON");
  }

  /** Whether this is a form of SBOM, or something about one. */
  boolean isSbom() {
    return words.contains("CycloneDX") || words.contains("SPDX");
  }

  /**
   * What to say of {@code file}.
   *
   * @param made what to call the JSON that the command makes
   */
  String sentence(Path file, String made) {
    String said = file + " " + words;
    if (command == null) {
      return said;
    }
    String name = String.valueOf(file.getFileName());
    boolean named = suffixes.isEmpty() || suffixes.stream().anyMatch(name::endsWith);
    return said
        + ": "
        + command.replace("{}", ShellWord.of(file)).replace("{name}", ShellWord.output(file, made))
        + (named ? "" : " (which knows the form by the name, *" + suffixes.getFirst() + ")");
  }
}
