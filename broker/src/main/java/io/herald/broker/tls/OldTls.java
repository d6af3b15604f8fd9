package io.herald.broker.tls;

import io.herald.config.TlsVersion;
import java.security.Security;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Java has TLS 1.0 and 1.1 switched off; who asks for them by name gets them. */
final class OldTls {
  private static final String DISABLED = "jdk.tls.disabledAlgorithms";

  private OldTls() {}

  /** Must come before the first use of TLS in this JVM, which reads the property once. */
  static void allowFrom(TlsVersion oldest) {
    if (oldest.compareTo(TlsVersion.TLS1_2) >= 0) {
      return;
    }
    List<String> allowed = List.of(oldest.javaNamesFromHere());
    String disabled =
        Arrays.stream(Security.getProperty(DISABLED).split(",", -1))
            .map(String::trim)
            .filter(algorithm -> !allowed.contains(algorithm))
            .collect(Collectors.joining(", "));
    Security.setProperty(DISABLED, disabled);
  }
}
