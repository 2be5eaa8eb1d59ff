package org.stellaops.signer.http.request;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The caller's network as the socket says it: forwarding headers are a caller's own words and are
 * not read.
 */
final class SourcePrefix {

  private SourcePrefix() {}

  /** IPv4 /24, IPv6 /48, or {@code local}. */
  static String of(@Nullable SocketAddress remote) {
    if (remote instanceof InetSocketAddress socket && socket.getAddress() != null) {
      byte[] address = socket.getAddress().getAddress();
      return switch (socket.getAddress()) {
        case Inet4Address _ -> masked(address, 3) + "/24";
        case Inet6Address _ -> masked(address, 6) + "/48";
        default -> "local";
      };
    }
    return "local";
  }

  private static String masked(byte[] address, int kept) {
    Arrays.fill(address, kept, address.length, (byte) 0);
    try {
      return InetAddress.getByAddress(address).getHostAddress();
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
