package org.stellaops.signer.bootstrap.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a secret is kept: an environment variable or a file. The secret itself is read when it is
 * asked for and is never part of this value, so that no text form of a configuration can hold it.
 */
public final class Secret {

  private static final int LONGEST = 64 * 1024;

  private final String reference;
  private final @Nullable Path file;
  private final Source source;

  private Secret(String reference, @Nullable Path file, Source source) {
    this.reference = reference;
    this.file = file;
    this.source = source;
  }

  /**
   * Reads {@code env:NAME} or {@code file:/path}; whether it is there is seen when it is revealed.
   *
   * @param base what a relative path is relative to
   * @throws IllegalArgumentException for anything else; its message never quotes {@code reference},
   *     which may be a secret that was written in the wrong place
   */
  public static Secret parse(String reference, Path base, Map<String, String> environment) {
    if (reference.startsWith("env:") && reference.length() > 4) {
      String name = reference.substring(4);
      return new Secret(reference, null, () -> fromVariable(name, environment.get(name)));
    }
    if (reference.startsWith("file:") && reference.length() > 5) {
      Path file = base.resolve(reference.substring(5));
      return new Secret(reference, file, () -> fromFile(file));
    }
    throw new IllegalArgumentException("a secret is named here, never written");
  }

  /**
   * The secret as it is now; a file's one trailing line end is not part of it. The caller clears
   * the array after use.
   *
   * @throws IOException when it is absent, empty or unreadable; the message names the reference
   *     only
   */
  public char[] reveal() throws IOException {
    return source.read();
  }

  /** The variable of the environment that it is read from; null for a file. */
  @Nullable String variable() {
    return file == null ? reference.substring(4) : null;
  }

  /** Where it is read from; null for a variable. */
  @Nullable Path file() {
    return file;
  }

  private static char[] fromVariable(String name, @Nullable String value) throws IOException {
    if (value == null || value.isEmpty()) {
      throw new IOException("environment variable " + name + " is not set");
    }
    // What Java puts in place of bytes that the locale's charset does not have.
    if (value.indexOf('\uFFFD') >= 0) {
      throw new IOException("environment variable " + name + " is not UTF-8");
    }
    return value.toCharArray();
  }

  private static char[] fromFile(Path file) throws IOException {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new IOException("no readable file " + file);
    }
    if (Files.size(file) > LONGEST) {
      throw new IOException("file " + file + " is too long for a secret");
    }
    byte[] bytes = Files.readAllBytes(file);
    try {
      return withoutLineEnd(
          file, StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)));
    } catch (CharacterCodingException e) {
      throw new IOException("file " + file + " is not UTF-8", e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static char[] withoutLineEnd(Path file, CharBuffer text) throws IOException {
    int length = text.length();
    if (length > 0 && text.get(length - 1) == '\n') {
      length -= length > 1 && text.get(length - 2) == '\r' ? 2 : 1;
    }
    if (length == 0) {
      throw new IOException("file " + file + " is empty");
    }
    char[] secret = new char[length];
    text.get(secret);
    Arrays.fill(text.array(), '\0');
    return secret;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret that && reference.equals(that.reference);
  }

  @Override
  public int hashCode() {
    return reference.hashCode();
  }

  /** {@code env:NAME} or {@code file:/path}, never the secret. */
  @Override
  public String toString() {
    return reference;
  }

  @FunctionalInterface
  private interface Source {

    char[] read() throws IOException;
  }
}
