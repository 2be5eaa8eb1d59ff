package org.stellaops.signer.verify.material;

import java.util.List;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.verify.trust.TrustedAuthority;
import org.stellaops.signer.verify.trust.TrustedLog;
import org.stellaops.signer.verify.trust.TrustedRoot;

/** The parsers of this package that have no public way to them, for fuzzing. */
public final class MaterialParsers {

  private MaterialParsers() {}

  /** Reads a checkpoint and looks for the signature of each log. */
  public static void checkpoint(String note, TrustedRoot root) throws NotProven {
    Checkpoint checkpoint = Checkpoint.parse(note);
    NotProven last = SignedNote.wrong("There is no log.");
    for (TrustedLog log : root.logs()) {
      for (boolean ownOrigin : new boolean[] {true, false}) {
        try {
          checkpoint.requireBy(log, ownOrigin, SignatureVerifier.platform());
          return;
        } catch (NotProven e) {
          last = e;
        }
      }
    }
    throw last;
  }

  /** Reads a timestamp and looks for who signed it, whatever it was that was stamped. */
  public static void timestampToken(Bytes response, List<TrustedAuthority> authorities)
      throws NotProven {
    new TimestampVerifier(authorities, SignatureVerifier.platform())
        .stampedBy(TimestampVerifier.token(response));
  }

  /** Reads the list of signed certificate timestamps in a certificate's extension. */
  public static void certificateTimestamps(Bytes extension) throws NotProven {
    Scts.read(extension);
  }
}
