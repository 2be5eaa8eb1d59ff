package org.stellaops.signer.verify.material;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stellaops.signer.model.Bytes;

/** One block of PEM (RFC 7468). */
record PemBlock(String label, Bytes der) {

  private static final Pattern FORM =
      Pattern.compile(
          "-----BEGIN ([A-Z0-9 ]{1,64})-----\\r?\\n([A-Za-z0-9+/=\\r\\n]+)-----END"
              + " ([A-Z0-9 ]{1,64})-----");
  private static final int MAX_BYTES = 128 << 10;

  /** The one block that a text consists of. */
  static PemBlock only(Bytes text, String check) throws NotProven {
    if (text.size() <= MAX_BYTES) {
      Matcher block = FORM.matcher(text.utf8().strip());
      if (block.matches() && block.group(1).equals(block.group(3))) {
        try {
          String base64 = block.group(2).replace("\n", "").replace("\r", "");
          return new PemBlock(block.group(1), Bytes.base64(base64));
        } catch (IllegalArgumentException e) {
          throw new NotProven(check, "A PEM block is not base64.");
        }
      }
    }
    throw new NotProven(check, "Expected is one PEM block.");
  }
}
