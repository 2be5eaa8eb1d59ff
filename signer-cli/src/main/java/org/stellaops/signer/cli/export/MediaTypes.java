package org.stellaops.signer.cli.export;

import java.util.List;
import java.util.Locale;

/** The media type of a file by its name alone, so that it is the same on every system. */
final class MediaTypes {

  private static final String OTHER = "application/octet-stream";

  private record Ending(String ending, String type) {}

  /** The first that fits is taken. */
  private static final List<Ending> ALL =
      List.of(
          new Ending(".sigstore.json", "application/vnd.dev.sigstore.bundle.v0.3+json"),
          new Ending(".sigstore", "application/vnd.dev.sigstore.bundle.v0.3+json"),
          new Ending(".dsse.json", "application/vnd.dsse.envelope.v1+json"),
          new Ending(".intoto.json", "application/vnd.in-toto+json"),
          new Ending(".intoto.jsonl", "application/vnd.in-toto.bundle"),
          new Ending(".cdx.json", "application/vnd.cyclonedx+json"),
          new Ending(".bom.json", "application/vnd.cyclonedx+json"),
          new Ending(".cdx.xml", "application/vnd.cyclonedx+xml"),
          new Ending(".spdx.json", "application/spdx+json"),
          new Ending(".spdx3.json", "application/spdx+json"),
          new Ending(".spdx", "text/spdx"),
          new Ending(".sarif", "application/sarif+json"),
          new Ending(".sarif.json", "application/sarif+json"),
          new Ending(".openvex.json", "application/openvex+json"),
          new Ending(".vex.json", "application/openvex+json"),
          new Ending(".json", "application/json"),
          new Ending(".jsonl", "application/jsonl"),
          new Ending(".xml", "application/xml"),
          new Ending(".yaml", "application/yaml"),
          new Ending(".yml", "application/yaml"),
          new Ending(".html", "text/html"),
          new Ending(".csv", "text/csv"),
          new Ending(".md", "text/markdown"),
          new Ending(".txt", "text/plain"),
          new Ending(".log", "text/plain"),
          new Ending(".pem", "application/x-pem-file"),
          new Ending(".crt", "application/x-pem-file"),
          new Ending(".pub", "application/x-pem-file"),
          new Ending(".pdf", "application/pdf"),
          new Ending(".tar.gz", "application/gzip"),
          new Ending(".tgz", "application/gzip"),
          new Ending(".gz", "application/gzip"),
          new Ending(".zst", "application/zstd"),
          new Ending(".tar", "application/x-tar"),
          new Ending(".zip", "application/zip"),
          new Ending(".jar", "application/java-archive"),
          new Ending(".wasm", "application/wasm"));

  private MediaTypes() {}

  static String of(String path) {
    String name = path.toLowerCase(Locale.ROOT);
    return ALL.stream()
        .filter(each -> name.endsWith(each.ending()))
        .findFirst()
        .map(Ending::type)
        .orElse(OTHER);
  }
}
