package io.herald.broker.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.client.tls.KeyKind;
import io.herald.client.tls.TestCertificates;
import java.security.cert.Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientCertificateTest {
  @ParameterizedTest
  @ValueSource(strings = {"client", "a client, with a comma", "CN=other"})
  void theCommonNameIsTheWholeOne(String name) {
    var chain = TestCertificates.create("CA").issue(name, KeyKind.EC_P256).chain();
    assertThat(ClientCertificate.commonName(chain.toArray(Certificate[]::new))).isEqualTo(name);
  }

  @Test
  void nobodyHasNoName() {
    assertThat(ClientCertificate.commonName(new Certificate[0])).isEmpty();
  }
}
