package org.stellaops.signer.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReachTest {

  @ParameterizedTest
  @ValueSource(strings = {"1.1.1.1", "93.184.216.34", "172.15.0.1", "172.32.0.1", "2606:4700::1"})
  void r01_permits_globalAddress_exceptOnThisMachineOnly(String address) throws Exception {
    assertThat(Reach.PUBLIC.permits(InetAddress.getByName(address))).isTrue();
    assertThat(Reach.PRIVATE.permits(InetAddress.getByName(address))).isTrue();
    assertThat(Reach.LOOPBACK.permits(InetAddress.getByName(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "fd00::1",
        "fc00::1",
        "::ffff:10.0.0.1"
      })
  void r01_permits_privateAddress_onlyWhereSaid(String address) throws Exception {
    assertThat(Reach.PUBLIC.permits(InetAddress.getByName(address))).isFalse();
    assertThat(Reach.PRIVATE.permits(InetAddress.getByName(address))).isTrue();
    assertThat(Reach.LOOPBACK.permits(InetAddress.getByName(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"})
  void r01_permits_loopback_onlyWhereSaid(String address) throws Exception {
    assertThat(Reach.PUBLIC.permits(InetAddress.getByName(address))).isFalse();
    assertThat(Reach.PRIVATE.permits(InetAddress.getByName(address))).isFalse();
    assertThat(Reach.LOOPBACK.permits(InetAddress.getByName(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "169.254.0.1",
        "::ffff:169.254.169.254",
        "fe80::1",
        "fd00:ec2::254",
        "fd00:ec2::23",
        "0.0.0.0",
        "0.1.2.3",
        "::",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "198.18.0.1",
        "192.0.0.1",
        "ff02::1",
        "fec0::1",
        "64:ff9b::a00:1",
        "2002:a00:1::1",
        "2001::1",
        "2001:db8::1",
        "::10.0.0.1"
      })
  void r01_permits_addressOfNoServer_never(String address) throws UnknownHostException {
    for (Reach reach : Reach.values()) {
      assertThat(reach.permits(InetAddress.getByName(address))).describedAs(reach.name()).isFalse();
    }
  }
}
