package org.stellaops.signer.cli.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.stellaops.signer.bootstrap.keyfile.PublicKeyFile;
import org.stellaops.signer.bootstrap.keyfile.ShellWord;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Digest;
import org.stellaops.signer.model.PinnedKey;
import org.stellaops.signer.verify.ArtifactDigests;
import org.stellaops.signer.verify.kit.KitArchive;

/** Files that a person names on the command line; {@code -} is standard input. */
public final class LocalFile {

  private static final Path STANDARD_INPUT = Path.of("-");

  /** What cosign takes for a key beside files. */
  private static final Pattern COSIGN_KEY =
      Pattern.compile("(awskms|gcpkms|azurekms|hashivault|k8s|pkcs11|gitlab|github|env|https?):.*");

  private static final int DOCUMENT = 1 << 30;
  private static final int KEY = PublicKeyFile.MOST_BYTES;

  private LocalFile() {}

  /** A file's content, of at most 1 GiB. */
  public static Bytes read(Path file) {
    return read(file, DOCUMENT);
  }

  /** A key's, of at most 1 MiB. */
  public static Bytes readKey(Path file) {
    return read(file, KEY);
  }

  /** An Offline Kit, of at most as much as one may have. */
  public static Bytes readKit(Path file) {
    return read(file, KitArchive.MAX_BYTES);
  }

  private static Bytes read(Path file, int most) {
    try (InputStream in = open(file)) {
      boolean regular = !isStandardInput(file) && Files.isRegularFile(file);
      if (!regular || Files.size(file) <= most) {
        byte[] content = regular ? in.readAllBytes() : in.readNBytes(most + 1);
        if (content.length <= most) {
          return Bytes.adopt(content);
        }
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    throw CommandFailed.usage(
        file + " is larger than " + (most >> 20) + " MiB, the most that is read");
  }

  /** The SHA-256 of a file of any size. */
  public static Digest sha256(Path file) {
    try (DigestInputStream in = new DigestInputStream(open(file), Digest.newSha256())) {
      in.transferTo(OutputStream.nullOutputStream());
      return Digest.ofResult(in.getMessageDigest().digest());
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** All digests by which a subject may name the file, in one pass. */
  public static ArtifactDigests digests(Path file) {
    Map<String, MessageDigest> digests = new TreeMap<>();
    try (InputStream in = open(file)) {
      for (String algorithm : List.of("sha256", "sha384", "sha512")) {
        digests.put(algorithm, MessageDigest.getInstance(algorithm.replace("sha", "SHA-")));
      }
      byte[] block = new byte[1 << 16];
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        for (MessageDigest digest : digests.values()) {
          digest.update(block, 0, n);
        }
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-2", e);
    }
    Map<String, String> hex = new TreeMap<>();
    digests.forEach(
        (algorithm, digest) -> hex.put(algorithm, HexFormat.of().formatHex(digest.digest())));
    return new ArtifactDigests(hex);
  }

  private static InputStream open(Path file) throws IOException {
    requireNamed(file);
    return isStandardInput(file) ? System.in : Files.newInputStream(file);
  }

  /** Refuses the empty path, which to Java is the working directory. */
  public static void requireNamed(Path file) {
    if (file.toString().isEmpty()) {
      throw CommandFailed.usage("a file is named by an empty text; is a variable not set?");
    }
  }

  public static boolean isStandardInput(Path file) {
    return file.equals(STANDARD_INPUT);
  }

  /** Whether {@code file} is standard input or a descriptor, whose number is no name. */
  static boolean isStream(Path file) {
    return ShellWord.isStream(file);
  }

  /**
   * The name of what is read: that of a file, of a file behind a descriptor, and {@code -} for a
   * pipe such as {@code <(command)}.
   */
  static String name(Path file) {
    Path named = file;
    if (isStream(file)) {
      try {
        Path real = isStandardInput(file) ? file : file.toRealPath();
        named = Files.isRegularFile(real) ? real : STANDARD_INPUT;
      } catch (IOException pipe) {
        named = STANDARD_INPUT;
      }
    }
    return String.valueOf(named.getFileName());
  }

  /** What follows the byte order mark, if there is one in UTF-8. */
  static Bytes withoutByteOrderMark(Bytes content) {
    boolean marked =
        content.size() >= 3
            && content.at(0) == (byte) 0xEF
            && content.at(1) == (byte) 0xBB
            && content.at(2) == (byte) 0xBF;
    return marked ? content.slice(3, content.size()) : content;
  }

  /**
   * Refuses to read standard input twice: the second time nothing is left in it.
   *
   * @throws CommandFailed if more than one of these is standard input
   */
  public static void requireReadOnce(Collection<Path> files) {
    if (files.stream().filter(LocalFile::isDescriptorZero).count() > 1) {
      throw CommandFailed.usage("standard input can be read once; name a file for the others");
    }
  }

  private static boolean isDescriptorZero(Path file) {
    return isStandardInput(file)
        || List.of("/dev/stdin", "/dev/fd/0", "/proc/self/fd/0")
            .contains(file.normalize().toString());
  }

  private static CommandFailed unreadable(Path file, IOException e) {
    return CommandFailed.file(
        "cannot read " + file + ": " + (Files.isDirectory(file) ? "it is a directory" : reason(e)),
        e);
  }

  /** Writes all of it or nothing: a reader never sees half a file. */
  public static void write(Path file, Bytes content) {
    try (PendingFile pending = PendingFile.open(file)) {
      pending.write(content);
    }
  }

  /**
   * The public key in a file.
   *
   * @throws CommandFailed the file has no public key; the sentence says what it has, and the
   *     command that makes one of it
   */
  public static PinnedKey publicKey(Path file) {
    if (isCosignKey(file)) {
      throw CommandFailed.usage(
          file
              + " is no file; have cosign fetch the public key: cosign public-key --key URI >"
              + " key.pub");
    }
    return publicKey(file, readKey(file));
  }

  /** Whether this is what cosign takes for a key, and no file: {@link #publicKey} says so. */
  public static boolean isCosignKey(Path file) {
    return COSIGN_KEY.matcher(file.toString()).matches() && !Files.exists(file);
  }

  /** As {@link #publicKey(Path)}, of a file that was read already. */
  public static PinnedKey publicKey(Path file, Bytes content) {
    try {
      return PublicKeyFile.read(file, content);
    } catch (IllegalArgumentException e) {
      throw CommandFailed.usage(String.valueOf(e.getMessage()), e);
    }
  }

  /** What went wrong, where the message of the exception is only the file's name again. */
  public static String reason(IOException e) {
    return switch (e) {
      case NotDirectoryException _ -> "it is a file, not a directory";
      case NoSuchFileException _ -> "no such file";
      case FileSystemException named when named.getReason() != null ->
          named.getReason().toLowerCase(Locale.ROOT);
      case FileSystemException named ->
          named
              .getClass()
              .getSimpleName()
              .replaceFirst("Exception$", "")
              .replaceAll("([a-z])([A-Z])", "$1 $2")
              .toLowerCase(Locale.ROOT);
      default -> Objects.requireNonNullElse(e.getMessage(), "input or output failed");
    };
  }
}
