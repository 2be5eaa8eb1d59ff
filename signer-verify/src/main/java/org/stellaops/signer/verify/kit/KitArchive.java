package org.stellaops.signer.verify.kit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.stellaops.signer.model.Bytes;

/**
 * The archive of a kit: a ZIP file (APPNOTE 6.3.10) that any program unpacks, in the one form that
 * its files have. Files are stored, not compressed, in the order of their names, with the first
 * time that the format knows and without any extra field or comment. What is read is written anew
 * and compared: so local headers and central directory cannot differ, nothing can hide between,
 * before or after, and no bit can be another.
 */
public final class KitArchive {

  /** The largest archive that is written or read. */
  public static final int MAX_BYTES = 64 << 20;

  private static final int MAX_FILES = 512;
  private static final int MAX_NAME = 160;
  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int LOCAL_BYTES = 30;
  private static final int CENTRAL_BYTES = 46;
  private static final int END_BYTES = 22;
  private static final short STORED_NEEDS = 10;

  /** 1 January 1980, in the format of MS-DOS. */
  private static final short DATE = 0x21;

  private KitArchive() {}

  /**
   * The archive of some files; the same files always make the same bytes.
   *
   * @throws InvalidKit a name is not one that kits have, or there is too much
   */
  public static Bytes write(SortedMap<String, Bytes> files) throws InvalidKit {
    if (files.isEmpty() || files.size() > MAX_FILES) {
      throw archive("A kit has 1 to " + MAX_FILES + " files.");
    }
    if (!files.keySet().stream().allMatch(KitPaths::isGood) || !KitPaths.areApart(files.keySet())) {
      throw names();
    }
    long size = END_BYTES;
    for (Map.Entry<String, Bytes> file : files.entrySet()) {
      size += LOCAL_BYTES + CENTRAL_BYTES + 2L * file.getKey().length() + file.getValue().size();
    }
    if (size > MAX_BYTES) {
      throw tooLarge();
    }
    byte[] array = new byte[(int) size];
    ByteBuffer out = ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer directory = directory(files);
    for (Map.Entry<String, Bytes> file : files.entrySet()) {
      int at = out.position();
      out.putInt(LOCAL);
      header(out, file);
      name(out, file);
      central(directory, file, at);
      file.getValue().copyInto(array, out.position());
      out.position(out.position() + file.getValue().size());
    }
    int start = out.position();
    out.put(directory.flip());
    int length = out.position() - start;
    short count = (short) files.size();
    out.putInt(END).putShort((short) 0).putShort((short) 0).putShort(count).putShort(count);
    out.putInt(length).putInt(start).putShort((short) 0);
    return Bytes.adopt(array);
  }

  private static ByteBuffer directory(SortedMap<String, Bytes> files) {
    int size = files.keySet().stream().mapToInt(name -> CENTRAL_BYTES + name.length()).sum();
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void central(ByteBuffer directory, Map.Entry<String, Bytes> file, int at) {
    directory.putInt(CENTRAL).putShort(STORED_NEEDS);
    header(directory, file);
    // Comment, disk and attributes: a plain file of no system in particular.
    directory.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0).putInt(at);
    name(directory, file);
  }

  /** What local and central headers have in common. */
  private static void header(ByteBuffer out, Map.Entry<String, Bytes> file) {
    CRC32 crc = new CRC32();
    var range = file.getValue().range();
    crc.update(range.array(), range.from(), range.to() - range.from());
    int size = file.getValue().size();
    out.putShort(STORED_NEEDS).putShort((short) 0).putShort((short) 0);
    out.putShort((short) 0).putShort(DATE).putInt((int) crc.getValue());
    out.putInt(size).putInt(size).putShort((short) file.getKey().length()).putShort((short) 0);
  }

  private static void name(ByteBuffer out, Map.Entry<String, Bytes> file) {
    out.put(file.getKey().getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Reads an archive. Its files are slices of {@code archive}: nothing is unpacked, and what is
   * needed beside it is as much again while it is compared.
   *
   * @throws InvalidKit it is not exactly what {@link #write} makes
   */
  public static SortedMap<String, Bytes> read(Bytes archive) throws InvalidKit {
    if (archive.size() > MAX_BYTES) {
      throw tooLarge();
    }
    var range = archive.range();
    ByteBuffer in =
        ByteBuffer.wrap(range.array(), range.from(), archive.size())
            .slice()
            .order(ByteOrder.LITTLE_ENDIAN);
    SortedMap<String, Bytes> files = new TreeMap<>();
    while (in.remaining() >= 4 && in.getInt(in.position()) == LOCAL) {
      if (files.size() == MAX_FILES) {
        throw archive("A kit has 1 to " + MAX_FILES + " files.");
      }
      readFile(in, archive, files);
    }
    if (!files.isEmpty() && write(files).equals(archive)) {
      return files;
    }
    throw archive("The archive is not one that stella kit create made, or is cut off or changed.");
  }

  private static void readFile(ByteBuffer in, Bytes archive, SortedMap<String, Bytes> files)
      throws InvalidKit {
    int at = in.position();
    if (in.remaining() < LOCAL_BYTES) {
      throw archive("The archive is cut off.");
    }
    if (in.getShort(at + 6) != 0 || in.getShort(at + 8) != 0) {
      throw archive("A file of a kit is stored, neither compressed nor encrypted.");
    }
    long size = Integer.toUnsignedLong(in.getInt(at + 18));
    int length = Short.toUnsignedInt(in.getShort(at + 26));
    int extra = Short.toUnsignedInt(in.getShort(at + 28));
    if (extra != 0 || length == 0 || length > MAX_NAME) {
      throw names();
    }
    int from = at + LOCAL_BYTES + length;
    if (size > archive.size() - (long) from) {
      throw archive("The archive is cut off.");
    }
    String name = archive.slice(at + LOCAL_BYTES, from).utf8();
    if (!KitPaths.isGood(name)) {
      throw names();
    }
    if (!files.isEmpty() && name.compareTo(files.lastKey()) <= 0) {
      throw new InvalidKit(
          "names", "The files are not in the order of their names, or one is there twice.");
    }
    files.put(name, archive.slice(from, (int) (from + size)));
    in.position((int) (from + size));
  }

  private static InvalidKit tooLarge() {
    return archive("A kit has at most " + (MAX_BYTES >> 20) + " MiB.");
  }

  private static InvalidKit archive(String why) {
    return new InvalidKit("archive", why);
  }

  /** Without the name, which is from outside. */
  private static InvalidKit names() {
    return new InvalidKit(
        "names",
        "A file of the archive has a name that no file of a kit has: one that leads elsewhere, or"
            + " that not every system can unpack beside the others.");
  }
}
