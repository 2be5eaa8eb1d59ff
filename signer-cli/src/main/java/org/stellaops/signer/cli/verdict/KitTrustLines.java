package org.stellaops.signer.cli.verdict;

import java.util.ArrayList;
import java.util.List;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Revocation;
import org.stellaops.signer.model.Revocation.RevokedContent;
import org.stellaops.signer.model.Revocation.RevokedIdentity;
import org.stellaops.signer.model.Revocation.RevokedKey;
import org.stellaops.signer.verify.kit.KitContents;
import org.stellaops.signer.verify.kit.KitPaths;
import org.stellaops.signer.verify.trust.InvalidTrust;
import org.stellaops.signer.verify.trust.Revocations;
import org.stellaops.signer.verify.trust.TrustDocumentKeys;
import org.stellaops.signer.verify.trust.TrustedRoot;
import org.stellaops.signer.verify.trust.WindowedKey;

/** What the trust data in a kit say, a line each. */
final class KitTrustLines {

  private KitTrustLines() {}

  static List<String> of(KitContents contents) {
    List<String> lines = new ArrayList<>();
    try {
      Bytes root = contents.files().get(KitPaths.TRUSTED_ROOT);
      if (root != null) {
        lines.addAll(TrustedRootLines.of(TrustedRoot.parse(root)));
      }
      TrustDocumentKeys keys = TrustDocumentKeys.parse(content(contents, KitPaths.KEYS));
      for (WindowedKey key : keys.keys()) {
        lines.add("key      " + key.key() + ", trusted " + key.validity());
      }
      Revocations revoked =
          keys.revocations().and(Revocations.parse(content(contents, KitPaths.REVOCATIONS)));
      revoked.all().forEach(each -> lines.add("revoked  " + words(each)));
    } catch (InvalidTrust e) {
      lines.add("INVALID  " + e.getMessage());
    }
    return lines;
  }

  private static Bytes content(KitContents contents, String path) throws InvalidTrust {
    Bytes content = contents.files().get(path);
    if (content == null) {
      throw new InvalidTrust("There is no " + path + ".");
    }
    return content;
  }

  private static String words(Revocation revocation) {
    String what =
        switch (revocation) {
          case RevokedKey key -> "key " + key.fingerprint();
          case RevokedIdentity identity -> identity.subject() + " by " + identity.issuer();
          case RevokedContent content -> "content " + content.paeDigest();
        };
    return what + " from " + revocation.from() + " on: " + revocation.reason();
  }
}
