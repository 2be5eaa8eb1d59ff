package org.stellaops.signer.tuf;

import org.stellaops.signer.json.InvalidJson;
import org.stellaops.signer.json.JsonObject;
import org.stellaops.signer.ports.tuf.TufOutcome.Problem;

/**
 * What signed metadata say of a target.
 *
 * @param length the most bytes that it may have
 * @param digests at least one
 */
record TargetEntry(int length, FileDigests digests) {

  static TargetEntry read(String file, String path, JsonObject entry) throws InvalidJson {
    long length = entry.integer("length");
    if (length < 0 || length > TargetFiles.MOST_BYTES) {
      throw new UpdateRefused(
          Problem.TOO_LARGE,
          path + " is to have " + length + " bytes; " + TargetFiles.MOST_BYTES + " are read");
    }
    JsonObject hashes = entry.object("hashes");
    FileDigests digests =
        new FileDigests(hashes.optionalString("sha256"), hashes.optionalString("sha512"));
    digests.require(file + " of " + path);
    return new TargetEntry((int) length, digests);
  }

  /** Where it is in the repository: with a digest before its name (consistent snapshots). */
  String location(String path) {
    int name = path.lastIndexOf('/') + 1;
    return path.substring(0, name) + digests.inName() + "." + path.substring(name);
  }
}
