package io.herald.lookup.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketNameTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1:4160",
    "::1, [::1]:4160",
    "::, [::]:4160",
    "2001:db8:0:0:1:0:0:1, [2001:db8::1:0:0:1]:4160",
    "2001:db8:0:1:1:1:1:1, [2001:db8:0:1:1:1:1:1]:4160",
    "fe80:0:0:0:0:0:0:0, [fe80::]:4160",
  })
  void anAddressIsNamedAsGoPrintsIt(String address, String name) throws UnknownHostException {
    assertThat(SocketName.of(new InetSocketAddress(InetAddress.getByName(address), 4160)))
        .isEqualTo(name);
  }
}
