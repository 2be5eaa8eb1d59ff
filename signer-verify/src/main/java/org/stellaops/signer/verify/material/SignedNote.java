package org.stellaops.signer.verify.material;

import java.util.ArrayList;
import java.util.List;
import org.stellaops.signer.model.Bytes;

/**
 * A signed note ({@code c2sp.org/signed-note}): lines of text, a blank line, and lines of
 * signatures.
 *
 * @param text what is signed, with its last line end
 */
record SignedNote(String text, List<NoteSignature> signatures) {

  private static final int MAX_SIGNATURES = 100;
  private static final String SIGNATURE = "\u2014 ";
  private static final int HINT_BYTES = 4;

  /**
   * One signature line.
   *
   * @param hint the first bytes of the key's id, which chooses a key and proves nothing
   */
  record NoteSignature(String name, Bytes hint, Bytes sig) {}

  SignedNote {
    signatures = List.copyOf(signatures);
  }

  static SignedNote parse(String note) throws NotProven {
    int blank = note.lastIndexOf("\n\n");
    if (blank <= 0 || !note.endsWith("\n")) {
      throw wrong("The checkpoint has no text and signatures with a blank line between.");
    }
    if (note.chars().anyMatch(c -> c < ' ' && c != '\n')) {
      throw wrong("The checkpoint has a control character.");
    }
    List<NoteSignature> signatures = new ArrayList<>();
    for (String line : note.substring(blank + 2).lines().toList()) {
      if (signatures.size() == MAX_SIGNATURES) {
        throw wrong("The checkpoint has over 100 signatures.");
      }
      signatures.add(signature(line));
    }
    return new SignedNote(note.substring(0, blank + 1), signatures);
  }

  private static NoteSignature signature(String line) throws NotProven {
    int space = line.lastIndexOf(' ');
    if (!line.startsWith(SIGNATURE) || space <= SIGNATURE.length()) {
      throw wrong("A line of the checkpoint is not a signature.");
    }
    Bytes bytes;
    try {
      bytes = Bytes.base64(line.substring(space + 1));
    } catch (IllegalArgumentException e) {
      throw wrong("A signature of the checkpoint is not base64.");
    }
    if (bytes.size() <= HINT_BYTES) {
      throw wrong("A signature of the checkpoint is too short.");
    }
    String name = line.substring(SIGNATURE.length(), space);
    if (name.indexOf(' ') >= 0 || name.indexOf('+') >= 0) {
      throw wrong("A signature of the checkpoint has no name.");
    }
    return new NoteSignature(
        name, bytes.slice(0, HINT_BYTES), bytes.slice(HINT_BYTES, bytes.size()));
  }

  static NotProven wrong(String why) {
    return new NotProven("checkpoint", why);
  }
}
