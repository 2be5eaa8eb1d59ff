package org.stellaops.signer.verify.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.signer.model.Bytes;

class KitArchiveTest {

  private static final SortedMap<String, Bytes> FILES =
      new TreeMap<>(
          Map.of(
              "a.txt", Bytes.utf8("first"),
              "b/c.json", Bytes.utf8("{}"),
              "b/d", Bytes.empty()));

  private static Bytes archive() throws InvalidKit {
    return KitArchive.write(FILES);
  }

  private static void assertRefused(byte[] archive) {
    assertThatThrownBy(() -> KitArchive.read(Bytes.copyOf(archive))).isInstanceOf(InvalidKit.class);
  }

  @Test
  void write_sameFiles_sameBytesThatReadAsTheFiles() throws InvalidKit {
    assertThat(archive()).isEqualTo(archive());
    assertThat(KitArchive.read(archive())).isEqualTo(FILES);
  }

  @Test
  void write_isAZipFileToOthers() throws Exception {
    try (ZipInputStream zip =
        new ZipInputStream(new ByteArrayInputStream(archive().toByteArray()))) {
      for (Map.Entry<String, Bytes> file : FILES.entrySet()) {
        ZipEntry entry = zip.getNextEntry();
        assertThat(entry.getName()).isEqualTo(file.getKey());
        assertThat(Bytes.adopt(zip.readAllBytes())).isEqualTo(file.getValue());
      }
      assertThat(zip.getNextEntry()).isNull();
    }
  }

  @Test
  void h07_anyBitFlipped_isRefused() throws InvalidKit {
    byte[] archive = archive().toByteArray();
    for (int bit = 0; bit < archive.length * 8; bit++) {
      byte[] flipped = archive.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(flipped);
    }
  }

  @Test
  void h07_cutOffAtAnyByteOrWithMoreBytes_isRefused() throws InvalidKit {
    Bytes archive = archive();
    for (int end = 0; end < archive.size(); end++) {
      assertRefused(archive.slice(0, end).toByteArray());
    }
    for (int at : List.of(0, archive.size() - 22, archive.size())) {
      byte[] longer = new byte[archive.size() + 1];
      archive.slice(0, at).copyInto(longer, 0);
      archive.slice(at, archive.size()).copyInto(longer, at + 1);
      assertRefused(longer);
    }
  }

  /** As any program writes them that is not careful about names: right but for the name. */
  private static byte[] zip(String... names) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] content = "content".getBytes(StandardCharsets.US_ASCII);
    try (ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.ISO_8859_1)) {
      for (String name : names) {
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        CRC32 crc = new CRC32();
        crc.update(content);
        entry.setCrc(crc.getValue());
        entry.setTimeLocal(LocalDateTime.of(1990, 1, 1, 0, 0));
        zip.putNextEntry(entry);
        zip.write(content);
      }
    }
    return out.toByteArray();
  }

  @Test
  void read_anotherProgramsArchive_isRefusedForItsNamesOnlyWhereTheseAreWrong() throws IOException {
    assertThatThrownBy(() -> KitArchive.read(Bytes.adopt(zip("good"))))
        .isInstanceOf(InvalidKit.class)
        .hasMessageNotContaining("name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil",
        "a/../../evil",
        "a/..",
        "./a",
        "/etc/passwd",
        "C:/evil",
        "C:evil",
        "a\\..\\b",
        "a//b",
        "a/",
        "..",
        ".",
        ".hidden",
        "a/.git/config",
        "-rf",
        "nul",
        "a/CON.txt",
        "a b",
        "a\u0000b",
        "\u00e4",
        "a.",
        "a\nb",
        "a/b/c/d/e/f"
      })
  void h07_ghsaFcv2Xgw5Pqxf_cve202624686_nameThatLeadsElsewhere_isRefusedAndNeverWritten(
      String name) {
    assertThatThrownBy(() -> KitArchive.read(Bytes.adopt(zip(name))))
        .isInstanceOf(InvalidKit.class)
        .hasMessageContaining("name");
    assertThatThrownBy(() -> KitArchive.write(new TreeMap<>(Map.of(name, Bytes.empty()))))
        .isInstanceOf(InvalidKit.class)
        .hasMessageContaining("name");
  }

  @Test
  void h07_oneNameTwice_isRefused() throws InvalidKit, IOException {
    byte[] two = zip("aaa", "aab");
    for (int i = 0; i + 3 < two.length; i++) {
      if (two[i] == 'a' && two[i + 1] == 'a' && two[i + 2] == 'b') {
        two[i + 2] = 'a';
      }
    }
    assertThatThrownBy(() -> KitArchive.read(Bytes.adopt(two)))
        .isInstanceOf(InvalidKit.class)
        .hasMessageContaining("twice");
  }

  @Test
  void h07_namesThatAreOneFileElsewhere_areRefused() {
    for (List<String> names : List.of(List.of("A", "a"), List.of("a", "A/b"))) {
      SortedMap<String, Bytes> files = new TreeMap<>();
      names.forEach(name -> files.put(name, Bytes.empty()));
      assertThatThrownBy(() -> KitArchive.write(files)).isInstanceOf(InvalidKit.class);
    }
  }

  @Test
  void h07_linkOrDevice_isRefused() throws InvalidKit {
    byte[] archive = archive().toByteArray();
    int central = archive.length - 22 - 3 * 46 - "a.txtb/c.jsonb/d".length();
    // Made by Unix, with the mode of a symbolic link.
    archive[central + 5] = 3;
    archive[central + 41] = (byte) 0xA1;
    archive[central + 40] = (byte) 0xFF;
    assertRefused(archive);
  }

  @Test
  void h07_cve202330551_compressed_isRefusedBeforeAnythingIsUnpacked() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("bomb"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 64; i++) {
        zip.write(zeros);
      }
    }
    assertThatThrownBy(() -> KitArchive.read(Bytes.adopt(out.toByteArray())))
        .isInstanceOf(InvalidKit.class)
        .hasMessageContaining("stored");
  }

  @Test
  void h07_tooManyFilesOrBytes_isRefused() throws IOException {
    String[] names = new String[513];
    SortedMap<String, Bytes> files = new TreeMap<>();
    for (int i = 0; i < names.length; i++) {
      names[i] = "f" + (1000 + i);
      files.put(names[i], Bytes.empty());
    }
    assertRefused(zip(names));
    assertThatThrownBy(() -> KitArchive.write(files)).isInstanceOf(InvalidKit.class);
    Bytes large = Bytes.adopt(new byte[KitArchive.MAX_BYTES]);
    assertThatThrownBy(() -> KitArchive.write(new TreeMap<>(Map.of("a", large))))
        .isInstanceOf(InvalidKit.class)
        .hasMessageContaining("64 MiB");
    assertThatThrownBy(() -> KitArchive.read(Bytes.adopt(new byte[KitArchive.MAX_BYTES + 1])))
        .hasMessageContaining("64 MiB");
  }
}
