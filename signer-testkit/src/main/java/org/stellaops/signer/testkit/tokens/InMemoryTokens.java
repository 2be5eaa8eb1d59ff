package org.stellaops.signer.testkit.tokens;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stellaops.signer.model.Bytes;
import org.stellaops.signer.model.Deadline;
import org.stellaops.signer.model.IssuerName;
import org.stellaops.signer.ports.Dependency;
import org.stellaops.signer.ports.DependencyUnavailable;
import org.stellaops.signer.ports.SignedTokens;

/**
 * Tokens of an issuer whose keys are in memory, their signatures really checked. For tests of what
 * is judged after that; it does not look for trouble in headers as an adapter must.
 */
public final class InMemoryTokens implements SignedTokens {

  private static final Pattern KID = Pattern.compile("\"kid\":\"([^\"]*)\"");

  private final IssuerName issuer;
  private final Dependency dependency;
  private final Map<String, JwsKey> keys = new ConcurrentHashMap<>();
  private volatile boolean reachable = true;
  private final AtomicInteger reads = new AtomicInteger();

  public InMemoryTokens(IssuerName issuer, Dependency dependency, JwsKey... keys) {
    this.issuer = issuer;
    this.dependency = dependency;
    for (JwsKey key : keys) {
      this.keys.put(key.kid(), key);
    }
  }

  /** Whether keys can be found. */
  public void reachable(boolean now) {
    reachable = now;
  }

  /** How many tokens were read. */
  public int reads() {
    return reads.get();
  }

  @Override
  public Reading read(String compact, Deadline deadline) {
    reads.incrementAndGet();
    if (!reachable) {
      throw new DependencyUnavailable(dependency, false, "ordered by the test");
    }
    String[] parts = compact.split("\\.", -1);
    if (parts.length != 3 || compact.length() > 8192) {
      return new Reading.Unreadable(TokenFault.MALFORMED);
    }
    Bytes header = Bytes.base64Url(parts[0]);
    Matcher kid = KID.matcher(header.utf8());
    JwsKey key = kid.find() ? keys.get(kid.group(1)) : null;
    if (key == null) {
      return new Reading.Unreadable(TokenFault.UNKNOWN_KEY);
    }
    byte[] input = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
    return key.verifies(input, Bytes.base64Url(parts[2]).toByteArray())
        ? new Reading.Verified(issuer, key.kid(), header, Bytes.base64Url(parts[1]))
        : new Reading.Unreadable(TokenFault.SIGNATURE);
  }
}
