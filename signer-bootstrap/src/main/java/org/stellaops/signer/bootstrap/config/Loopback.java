package org.stellaops.signer.bootstrap.config;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Addresses that never leave the machine. No name is looked up: what it means may change. */
public final class Loopback {

  private static final Pattern V4 = Pattern.compile("127(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");

  private Loopback() {}

  /**
   * @param host a name, an IPv4 address, or an IPv6 one with or without brackets
   */
  public static boolean is(@Nullable String host) {
    return host != null
        && (host.equals("localhost")
            || host.equals("::1")
            || host.equals("[::1]")
            || V4.matcher(host).matches());
  }
}
