package org.stellaops.signer.cli.export;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.stellaops.signer.cli.files.LocalFile;
import org.stellaops.signer.cli.terminal.CommandFailed;
import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonArray;
import org.stellaops.signer.json.JsonLimits;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.json.JsonValue;
import org.stellaops.signer.model.Bytes;

/**
 * The directory of a signed export, read: its files have the names that they must have, and there
 * is no other. Nothing of it is believed yet.
 */
public final class SignedDirectory {

  private static final JsonLimits SIGNERS = JsonLimits.REQUEST.withMaxBytes(1 << 20);
  private static final int MOST_SIGNERS = 8;

  private final Path directory;
  private final List<String> names;
  private final List<String> fingerprints;
  private final Map<String, Bytes> contents = new HashMap<>();

  private SignedDirectory(Path directory, List<String> names, List<String> fingerprints) {
    this.directory = directory;
    this.names = names;
    this.fingerprints = fingerprints;
  }

  /**
   * Opens it.
   *
   * @throws CommandFailed there is none, or who signed cannot be read
   */
  public static SignedDirectory open(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw CommandFailed.file(
          "there is no signed export in "
              + directory
              + ": name the directory that stella sign export made with --signed",
          null);
    }
    Path file = directory.resolve(ExportNames.SIGNERS);
    List<String> names = new ArrayList<>();
    List<String> fingerprints = new ArrayList<>();
    try {
      if (JsonValue.parse(readRegular(file), SIGNERS) instanceof JsonObject document
          && document.member("signers").orElse(document) instanceof JsonArray signers) {
        for (JsonObject signer : signers.objects()) {
          names.add(signer.string("name"));
          fingerprints.add(signer.string("fingerprint"));
        }
      }
    } catch (InvalidJson e) {
      throw CommandFailed.file(file + " cannot be read: " + e.getMessage(), e);
    }
    boolean wellNamed =
        names.stream().allMatch(ExportNames::isSigner)
            && new HashSet<>(names).size() == names.size();
    if (names.isEmpty() || names.size() > MOST_SIGNERS || !wellNamed) {
      throw CommandFailed.file(file + " names no signers of an export", null);
    }
    return new SignedDirectory(directory, List.copyOf(names), List.copyOf(fingerprints));
  }

  /** The fingerprints of those who signed, as the directory says; who did, signatures prove. */
  public List<String> fingerprints() {
    return fingerprints;
  }

  /** The part of each signer's files' names. */
  public List<String> parts() {
    return ExportNames.parts(names);
  }

  /**
   * The content of one of its files, as it was when it was first asked for: what was verified is
   * what is looked at afterwards, whatever a share or a disk says the second time.
   *
   * @throws CommandFailed it is no regular file, or cannot be read
   */
  public Bytes read(String file) {
    return contents.computeIfAbsent(file, name -> readRegular(directory.resolve(name)));
  }

  /** A pipe in its place would never end. */
  private static Bytes readRegular(Path file) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw CommandFailed.file(file + " is no regular file", null);
    }
    return LocalFile.read(file);
  }

  /** What is wrong with the names in it, a line each: files that are missing or do not belong. */
  public List<String> faults() {
    Set<String> expected = new TreeSet<>(List.of(ExportNames.SIGNERS, ExportNames.SUMS));
    for (String document : ExportNames.DOCUMENTS) {
      expected.add(document);
      expected.add(ExportNames.envelope(document));
      for (String part : parts()) {
        expected.add(ExportNames.detached(document, part));
        expected.add(ExportNames.bundle(document, part));
        expected.add(ExportNames.envelopeBundle(document, part));
      }
    }
    List<String> faults = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        boolean regular = Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS);
        if (!expected.remove(name) || !regular) {
          faults.add("does not belong to the signed export: " + name);
        }
      }
    } catch (IOException e) {
      throw CommandFailed.file("cannot read " + directory + ": " + LocalFile.reason(e), e);
    }
    expected.forEach(name -> faults.add("is missing in the signed export: " + name));
    return faults;
  }
}
