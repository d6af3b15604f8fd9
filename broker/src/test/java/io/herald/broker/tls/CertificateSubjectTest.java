package io.herald.broker.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.client.tls.KeyKind;
import io.herald.client.tls.TestCertificates;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateSubjectTest {
  @ParameterizedTest
  @ValueSource(strings = {"client", "a client, with a comma", "CN=other"})
  void theCommonNameOfACertificateIsTheWholeOne(String name) {
    var own = TestCertificates.create("CA").issue(name, KeyKind.EC_P256).chain().get(0);
    assertThat(CertificateSubject.commonName(own.getSubjectX500Principal())).contains(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"O=Acme,CN=one | one", "CN=last,CN=first | last", "CN=a+OU=b,O=Acme | a"})
  void ofSeveralTheLastInTheCertificateCounts(String subject, String name) {
    assertThat(CertificateSubject.commonName(new X500Principal(subject))).contains(name);
  }

  @Test
  void whoHasNoCommonNameHasNone() {
    assertThat(CertificateSubject.commonName(new X500Principal("O=Acme"))).isEmpty();
  }

  @Test
  void spellingDoesNotCountInWholeNames() {
    assertThat(CertificateSubject.distinguishedName("cn=Orders, o=ACME"))
        .isEqualTo(CertificateSubject.distinguishedName(new X500Principal("CN=orders,O=Acme")));
  }
}
