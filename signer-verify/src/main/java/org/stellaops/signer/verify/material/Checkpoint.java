package org.stellaops.signer.verify.material;

import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.verify.material.SignedNote.NoteSignature;
import org.stellaops.signer.verify.trust.TrustedLog;

/**
 * The head of a log's tree, signed by the log ({@code c2sp.org/tlog-checkpoint}): its origin, size
 * and root hash, then lines that mean nothing here. Witnesses' signatures are not looked at.
 */
record Checkpoint(SignedNote note, String origin, long size, Bytes rootHash) {

  /** Scheme, host, port and path without its last slash. */
  private static final Pattern URL =
      Pattern.compile(
          "[A-Za-z][A-Za-z0-9+.-]*://([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?((?:/[^/?#]+)*)/?");

  private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,18}");
  private static final int HINT_BYTES = 4;
  private static final int HASH_BYTES = 32;

  static Checkpoint parse(String text) throws NotProven {
    SignedNote note = SignedNote.parse(text);
    List<String> lines = note.text().lines().limit(4).toList();
    if (lines.size() < 3 || lines.get(0).isEmpty() || !SIZE.matcher(lines.get(1)).matches()) {
      throw SignedNote.wrong("The checkpoint has not the lines origin, size and root hash.");
    }
    try {
      Bytes root = Bytes.base64(lines.get(2));
      if (root.size() != HASH_BYTES) {
        throw SignedNote.wrong("The checkpoint's root hash has not 32 bytes.");
      }
      return new Checkpoint(note, lines.get(0), Long.parseLong(lines.get(1)), root);
    } catch (IllegalArgumentException e) {
      throw SignedNote.wrong("The checkpoint's size or root hash is none.");
    }
  }

  /**
   * Requires the log's own signature under the name of its origin.
   *
   * @param ownOrigin whether the origin is the log's own name, as Rekor v2 has it; Rekor v1 writes
   *     that of its server and the tree's number
   */
  void requireBy(TrustedLog log, boolean ownOrigin, SignatureVerifier verifier) throws NotProven {
    if (ownOrigin && !isOriginOf(log)) {
      throw SignedNote.wrong("The checkpoint's origin is not the log's.");
    }
    Bytes signed = Bytes.utf8(note.text());
    for (NoteSignature each : note.signatures()) {
      boolean named =
          origin.equals(each.name()) || (!ownOrigin && origin.startsWith(each.name() + " - "));
      if (named && isHintOf(log, each.hint()) && verifier.verifies(signed, each.sig(), log.key())) {
        return;
      }
    }
    throw SignedNote.wrong("The checkpoint has no signature by the log's key and name.");
  }

  private static boolean isHintOf(TrustedLog log, Bytes hint) {
    return log.ids().stream()
        .anyMatch(id -> id.size() > HINT_BYTES && id.slice(0, HINT_BYTES).equals(hint));
  }

  /** The URL without its scheme, with its port or without. */
  private boolean isOriginOf(TrustedLog log) {
    Matcher url = URL.matcher(log.baseUrl());
    if (!url.matches()) {
      return false;
    }
    String host = url.group(1);
    String port = Objects.requireNonNullElse(url.group(2), "");
    String path = url.group(3);
    return origin.equals(host + path) || origin.equals(host + port + path);
  }
}
