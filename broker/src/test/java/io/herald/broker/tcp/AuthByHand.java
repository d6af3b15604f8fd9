package io.herald.broker.tcp;

import static io.herald.broker.auth.TestAuthServer.ANYTHING;
import static io.herald.broker.auth.TestAuthServer.answering;
import static io.herald.broker.tcp.SessionByHand.withBody;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.sun.net.httpserver.HttpHandler;
import io.herald.broker.auth.AuthServers;
import io.herald.broker.auth.TestAuthServer;
import io.herald.broker.tls.ClientTls;
import io.herald.broker.tls.TlsFileException;
import io.herald.broker.topic.TopicPartition.Append;
import io.herald.config.Settings;
import io.herald.protocol.message.MessageFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Sessions whose clients must authenticate themselves, with a real auth server. */
abstract class AuthByHand {
  static final int SECRET_BYTES_MAX = Settings.defaults().auth().maxAuthSecretSize();
  static final String AUTH = withBody("AUTH", "open sesame");
  static final String AUTHED =
      "{\"identity\":\"ann\",\"identity_url\":\"http://ann\",\"permission_count\":1}";

  static ActorTestKit kit;
  TestAuthServer server;
  AuthServers servers;

  @BeforeAll
  static void startKit() {
    kit = ActorTestKit.create();
  }

  @AfterAll
  static void stopKit() {
    kit.shutdownTestKit();
  }

  @BeforeEach
  void startServer() throws TlsFileException {
    server = answering(ANYTHING);
    Settings settings = Settings.ofFlags("--auth-http-address=" + server.address());
    servers = new AuthServers(settings.auth(), ClientTls.of(settings.tls()));
  }

  @AfterEach
  void stopServer() {
    servers.close();
    server.close();
  }

  static String granting(int ttl, String... topics) {
    List<String> entries = new ArrayList<>();
    for (String topic : topics) {
      entries.add(
          "{\"topic\":\"^%s$\",\"channels\":[\"^$\",\"^ch$\"],".formatted(topic)
              + "\"permissions\":[\"publish\",\"subscribe\"]}");
    }
    return "{\"ttl\":%d,\"identity\":\"ann\",\"authorizations\":[%s]}"
        .formatted(ttl, String.join(",", entries));
  }

  SessionByHand session() {
    return new SessionByHand(kit, Optional.of(servers));
  }

  /** A session whose client has authenticated itself. */
  SessionByHand authed() {
    SessionByHand client = session();
    client.send(AUTH);
    client.hear();
    assertThat(client.frames()).singleElement().asString().startsWith("{\"identity\":\"ann\"");
    return client;
  }

  static void isRefused(SessionByHand client, String... frames) {
    assertThat(client.frames()).containsExactly(frames);
    assertThat(client.session.isClosing()).isTrue();
    assertThat(client.session.wantsInput()).isFalse();
    client.topics.expectNoMessage();
    client.partition.expectNoMessage();
  }

  static List<String> bodies(Append append) {
    List<String> bodies = new ArrayList<>();
    byte[] frames = append.frames();
    for (int at = 0; at < frames.length; ) {
      int end = MessageFrame.next(frames, at);
      int body = at + MessageFrame.HEADER_BYTES;
      bodies.add(new String(frames, body, end - body, ISO_8859_1));
      at = end;
    }
    return bodies;
  }

  /** Answers when released. */
  static HttpHandler after(CountDownLatch released, HttpHandler then) {
    return exchange -> {
      try {
        released.await();
      } catch (InterruptedException closed) {
        return;
      }
      then.handle(exchange);
    };
  }
}
