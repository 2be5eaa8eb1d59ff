package org.stellaops.signer.dev;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stellaops.signer.model.Digest;

/** The sample scanner release on the class path, three images in one OCI image layout. */
public final class SampleRelease {

  /** Signed by the key in {@code release.pub}. */
  public static final Digest RELEASED =
      new Digest("bd26a423a911db0a8bc0a8cbf9c77f7ab30beeabfa613342cbf1753c238f1093");

  /** Without a signature. */
  public static final Digest UNSIGNED =
      new Digest("64187aa90c79239f469c257481bd20e9f31b1aa9d87f29fb5e5de27b9b0a6924");

  /** Signed by a key that nobody trusts. */
  public static final Digest IMPOSTOR =
      new Digest("f246d391455d13f74d492b9cf92b5b854962ae64f39b2b2b4a87a93071cf6209");

  private static final String RESOURCES = "sample-release/";
  private static final Pattern DIGEST = Pattern.compile("sha256:([0-9a-f]{64})");

  private SampleRelease() {}

  /**
   * Writes the layout and {@code release.pub} into {@code directory}. What is there with the right
   * name is written again: everything has one content.
   */
  public static void writeTo(Path directory) throws IOException {
    Files.createDirectories(directory.resolve("blobs").resolve("sha256"));
    for (String name : new String[] {"oci-layout", "release.pub"}) {
      Files.write(directory.resolve(name), required(name));
    }
    byte[] index = required("index.json");
    blobs(directory, index, new HashSet<>());
    Files.write(directory.resolve("index.json"), index);
  }

  /** Writes every blob that {@code document} names, and those that these name. */
  private static void blobs(Path directory, byte[] document, Set<String> written)
      throws IOException {
    Matcher digests = DIGEST.matcher(new String(document, StandardCharsets.ISO_8859_1));
    while (digests.find()) {
      String name = "blobs/sha256/" + digests.group(1);
      byte @Nullable [] blob = written.add(name) ? read(name) : null;
      if (blob != null) {
        Files.write(directory.resolve(name), blob);
        blobs(directory, blob, written);
      }
    }
  }

  private static byte[] required(String name) throws IOException {
    byte @Nullable [] content = read(name);
    if (content == null) {
      throw new IOException("the class path lacks " + RESOURCES + name);
    }
    return content;
  }

  private static byte @Nullable [] read(String name) throws IOException {
    try (@Nullable InputStream in = SampleRelease.class.getResourceAsStream(RESOURCES + name)) {
      return in == null ? null : in.readAllBytes();
    }
  }
}
