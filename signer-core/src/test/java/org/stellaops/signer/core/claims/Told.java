package org.stellaops.signer.core.claims;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stellaops.signer.core.api.Refusal;

/** What a caller is told of a claim. */
public final class Told {

  private static final Pattern CLAIM = Pattern.compile("\\(([a-z-]+): ([^)]+)\\)");

  private Told() {}

  /** The reason, and where it is about one claim the claim that the advice names. */
  public static String reason(Refusal why) {
    Matcher claim = CLAIM.matcher(why.advice());
    return claim.find() && claim.group(1).equals(why.reason().word())
        ? claim.group(1) + ": " + claim.group(2)
        : why.reason().word();
  }
}
