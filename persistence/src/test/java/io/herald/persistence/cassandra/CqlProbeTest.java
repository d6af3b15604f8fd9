package io.herald.persistence.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said of an address where no Cassandra answers; the real one is in multi-jvm-tests. */
class CqlProbeTest {
  @Test
  void aHostThatNobodyKnowsIsNamed() {
    assertThat(CqlProbe.problem(InetSocketAddress.createUnresolved("nobody.invalid", 9042)))
        .contains("unknown host nobody.invalid");
  }

  @Test
  void nobodyListens() throws IOException {
    InetSocketAddress address;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      address = (InetSocketAddress) closed.getLocalSocketAddress();
    }
    assertThat(CqlProbe.problem(address)).contains("Connection refused");
  }

  @Test
  void whoeverSpeaksAnotherProtocolIsNoCassandra() throws Exception {
    assertThat(problemOfServerThatSays("HTTP/1.1 400 Bad Request\r\n\r\n"))
        .contains("it does not speak CQL");
    assertThat(problemOfServerThatSays("")).contains("it closes the connection");
  }

  @Test
  void aServerThatSupportsCqlHasNoProblem() throws Exception {
    assertThat(problemOfServerThatSays("\u0004\0\0\0\u0006\0\0\0\0")).isEmpty();
  }

  private static Optional<String> problemOfServerThatSays(String answer) throws IOException {
    try (AnsweringServer server = new AnsweringServer(answer)) {
      return CqlProbe.problem(server.address());
    }
  }
}
