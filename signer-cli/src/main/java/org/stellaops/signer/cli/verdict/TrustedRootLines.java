package org.stellaops.signer.cli.verdict;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.stellaops.signer.verify.trust.TrustedAuthority;
import org.stellaops.signer.verify.trust.TrustedLog;
import org.stellaops.signer.verify.trust.TrustedRoot;

/** What a trusted root trusts, and until when each part of it is of use, a line each. */
final class TrustedRootLines {

  private TrustedRootLines() {}

  static List<String> of(TrustedRoot root) {
    List<String> lines = new ArrayList<>();
    root.logs().forEach(log -> lines.add("log      " + words(log)));
    root.certificateLogs().forEach(log -> lines.add("ct log   " + words(log)));
    root.certificateAuthorities().forEach(each -> lines.add("ca       " + words(each)));
    root.timestampAuthorities().forEach(each -> lines.add("tsa      " + words(each)));
    return lines;
  }

  private static String words(TrustedLog log) {
    return log.baseUrl()
        + ", key "
        + log.key()
        + ", operator "
        + log.operator()
        + ", trusted "
        + log.validity();
  }

  private static String words(TrustedAuthority authority) {
    return authority.operator()
        + ", trusted "
        + authority.validity()
        + ", certificates end "
        + firstEnd(authority);
  }

  /** When the first certificate of a chain ends, and with it the whole. */
  static Instant firstEnd(TrustedAuthority authority) {
    return Stream.concat(authority.leaf().stream(), authority.chain().stream())
        .map(X509Certificate::getNotAfter)
        .map(Date::toInstant)
        .min(Instant::compareTo)
        .orElseThrow();
  }
}
