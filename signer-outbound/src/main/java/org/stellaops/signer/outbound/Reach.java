package org.stellaops.signer.outbound;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;

/**
 * Which addresses a configured host may turn out to have. Link-local addresses (among them the
 * cloud metadata service, which {@link MetadataService} alone reaches), multicast and unspecified
 * ones are never reached.
 */
public enum Reach {
  /** Globally routed addresses only. */
  PUBLIC,
  /** Also private ones: RFC 1918, RFC 6598 and unique local IPv6 (RFC 4193). */
  PRIVATE,
  /** This machine only; the one reach with which plain HTTP is spoken. */
  LOOPBACK;

  /** Where AWS answers over IPv6: instance metadata at ::254, the agent of EKS pods at ::23. */
  private static final byte[] METADATA_V6 = {
    (byte) 0xfd, 0, 0x0e, (byte) 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54
  };

  private static final byte[] POD_V6 = {
    (byte) 0xfd, 0, 0x0e, (byte) 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x23
  };

  /** Whether {@code address} may be connected to. */
  public boolean permits(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    if (this == LOOPBACK || address.isLoopbackAddress()) {
      return this == LOOPBACK && address.isLoopbackAddress();
    }
    byte[] raw = address.getAddress();
    if (address instanceof Inet4Address) {
      return !reserved(raw) && (this == PRIVATE || !privateUse(raw));
    }
    return address instanceof Inet6Address
        && !Arrays.equals(raw, METADATA_V6)
        && !Arrays.equals(raw, POD_V6)
        && (globalUnicast(raw) || (this == PRIVATE && uniqueLocal(raw)));
  }

  /** RFC 6890 blocks that are nobody's server: 0/8, 192.0.0/24, 198.18/15, 240/4 and the rest. */
  private static boolean reserved(byte[] a) {
    int first = a[0] & 0xff;
    int second = a[1] & 0xff;
    int third = a[2] & 0xff;
    return first == 0
        || first == 127
        || first >= 224
        || (first == 169 && second == 254)
        || (first == 192 && second == 0 && (third == 0 || third == 2))
        || (first == 198 && (second == 18 || second == 19))
        || (first == 198 && second == 51 && third == 100)
        || (first == 203 && second == 0 && third == 113);
  }

  private static boolean privateUse(byte[] a) {
    int first = a[0] & 0xff;
    int second = a[1] & 0xff;
    return first == 10
        || (first == 172 && (second & 0xf0) == 16)
        || (first == 192 && second == 168)
        || (first == 100 && (second & 0xc0) == 64);
  }

  /** 2000::/3 without the tunnels that carry an IPv4 address: Teredo, 6to4; and documentation. */
  private static boolean globalUnicast(byte[] a) {
    boolean global = (a[0] & 0xe0) == 0x20;
    boolean sixToFour = a[0] == 0x20 && a[1] == 0x02;
    boolean specialPurpose = a[0] == 0x20 && a[1] == 0x01 && (a[2] & 0xfe) == 0;
    boolean documentation = a[0] == 0x20 && a[1] == 0x01 && a[2] == 0x0d && a[3] == (byte) 0xb8;
    return global && !sixToFour && !specialPurpose && !documentation;
  }

  private static boolean uniqueLocal(byte[] a) {
    return (a[0] & 0xfe) == 0xfc;
  }
}
