package org.stellaops.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.signer.cli.Ran.stella;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.stellaops.signer.testkit.registry.DocumentSigner;

/** Kits made by the command, their manifests signed elsewhere, as with cosign. */
final class SampleKits {

  static final DocumentSigner KIT = DocumentSigner.p256();

  private SampleKits() {}

  /**
   * A kit of the series {@code product}.
   *
   * @param about the times, as {@code --created=TIME}
   * @param packed what is packed, as options
   */
  static Path kit(Path scratch, int version, List<?> about, List<?> packed) {
    Path statement = scratch.resolve("manifest.json");
    List<Object> described = new ArrayList<>(List.of("kit", "create"));
    described.addAll(List.of("--manifest-only", statement));
    described.addAll(List.of("--name", "product", "--kit-version", version));
    described.addAll(about);
    described.addAll(packed);
    Ran unsigned = stella(described);
    assertThat(unsigned.exit()).as(unsigned.err()).isZero();
    try {
      Path bundle =
          Samples.file(scratch, "manifest.sigstore.json", KIT.bundle(Files.readString(statement)));
      Path kit = scratch.resolve("product-" + version + ".kit.zip");
      List<Object> made = new ArrayList<>(List.of("kit", "create", "--out", kit));
      made.addAll(List.of("--signed-manifest", bundle));
      made.addAll(packed);
      Ran ran = stella(made);
      assertThat(ran.exit()).as(ran.err()).isZero();
      return kit;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
