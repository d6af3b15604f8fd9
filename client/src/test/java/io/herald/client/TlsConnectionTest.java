package io.herald.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.client.tls.ClientContexts;
import io.herald.client.tls.KeyKind;
import io.herald.client.tls.TestCertificates;
import io.herald.client.tls.TestIdentity;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsConnectionTest {
  private static final TestCertificates CA = TestCertificates.create("CA of this test");
  private static final TestIdentity SERVER = CA.issue("server", KeyKind.EC_P256);

  private final ExecutorService serving = Executors.newSingleThreadExecutor();
  private PlayedBroker broker;

  @BeforeEach
  void listen() throws IOException {
    broker = new PlayedBroker();
  }

  @AfterEach
  void close() throws IOException {
    serving.shutdownNow();
    broker.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void commandsAndAnswersOfAnySizePass(String protocol) throws Exception {
    String large =
        new Random(1)
            .ints(300_000, 32, 127)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    Future<String> peer = serving.submit(echo(3));
    try (NsqConnection connection = connect()) {
      SSLEngine engine = CA.clientContext().createSSLEngine();
      engine.setEnabledProtocols(new String[] {protocol});
      connection.upgradeTls(engine);
      for (String body : new String[] {"x", large, "0".repeat(16_384)}) {
        connection.send(CommandBytes.withBody("PUB t", body.getBytes(UTF_8)));
        assertThat(connection.read().text()).isEqualTo("PUB t " + body);
      }
      assertThat(peer.get(5, TimeUnit.SECONDS)).isEqualTo(protocol + " anonymous");
    }
  }

  @Test
  void aClientCertificateIsShown() throws Exception {
    TestIdentity client = CA.issue("client", KeyKind.RSA_2048);
    Future<String> peer = serving.submit(echo(0));
    try (NsqConnection connection = connect()) {
      connection.upgradeTls(CA.clientContext(client));
      assertThat(peer.get(5, TimeUnit.SECONDS)).isEqualTo("TLSv1.3 CN=client");
    }
  }

  @Test
  void anUnknownServerIsRefused() throws Exception {
    Future<String> peer = serving.submit(echo(0));
    try (NsqConnection connection = connect()) {
      SSLContext other = TestCertificates.create("another CA").clientContext();
      assertThatThrownBy(() -> connection.upgradeTls(other)).isInstanceOf(SSLException.class);
      assertThatThrownBy(() -> peer.get(5, TimeUnit.SECONDS))
          .as("it is told why")
          .hasRootCauseMessage("Received fatal alert: certificate_unknown");
    }
  }

  @Test
  void anUnknownServerIsAcceptedByThoseWhoTrustEverything() throws Exception {
    Future<String> peer = serving.submit(echo(0));
    try (NsqConnection connection = connect()) {
      connection.upgradeTls(ClientContexts.trustingEverything());
      assertThat(peer.get(5, TimeUnit.SECONDS)).isEqualTo("TLSv1.3 anonymous");
    }
  }

  @Test
  void aReadThatTimesOutBetweenAnyTwoBytesOfARecordLosesNothing() throws Exception {
    Semaphore bytes = new Semaphore(0);
    Future<?> server =
        serving.submit(
            () -> {
              Socket socket = broker.accept();
              SSLEngine engine = serverContext().createSSLEngine();
              engine.setUseClientMode(false);
              Dribble dribble = new Dribble(socket.getOutputStream(), bytes);
              TlsLayer layer = new TlsLayer(engine, socket.getInputStream(), dribble);
              layer.handshake();
              PlayedBroker.respond(layer.output(), "OK");
              dribble.byteByByte = true;
              PlayedBroker.respond(layer.output(), "all of it");
              return null;
            });
    try (NsqConnection connection = connect()) {
      connection.upgradeTls(CA.clientContext());
      Optional<Frame> frame = Optional.empty();
      while (frame.isEmpty()) {
        bytes.release();
        frame = connection.poll(Duration.ofMillis(2));
      }
      assertThat(frame.get().text()).isEqualTo("all of it");
    }
    server.get(5, TimeUnit.SECONDS);
  }

  private NsqConnection connect() throws IOException {
    return NsqConnection.open(broker.address()).readTimeout(Duration.ofSeconds(5));
  }

  /** Upgrades, answers so many commands with themselves, and tells protocol and client. */
  private Callable<String> echo(int commands) {
    return () -> {
      Socket plain = broker.accept();
      SSLSocket socket =
          (SSLSocket) serverContext().getSocketFactory().createSocket(plain, null, true);
      socket.setWantClientAuth(true);
      PlayedBroker.respond(socket.getOutputStream(), "OK");
      for (int i = 0; i < commands; i++) {
        String command = PlayedBroker.command(socket.getInputStream());
        PlayedBroker.respond(socket.getOutputStream(), command);
      }
      return socket.getSession().getProtocol() + " " + client(socket);
    };
  }

  private static String client(SSLSocket socket) {
    try {
      return socket.getSession().getPeerPrincipal().getName();
    } catch (SSLPeerUnverifiedException e) {
      return "anonymous";
    }
  }

  private static SSLContext serverContext() throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("ca", CA.certificate());
    store.setKeyEntry(
        "server", SERVER.privateKey(), new char[0], SERVER.chain().toArray(X509Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  /** Writes one byte for each permit, once told to. */
  private static final class Dribble extends FilterOutputStream {
    private final Semaphore permits;
    private boolean byteByByte;

    Dribble(OutputStream out, Semaphore permits) {
      super(out);
      this.permits = permits;
    }

    @Override
    public void write(byte[] bytes, int at, int length) throws IOException {
      if (!byteByByte) {
        out.write(bytes, at, length);
        return;
      }
      for (int i = at; i < at + length; i++) {
        permits.acquireUninterruptibly();
        out.write(bytes[i]);
      }
    }
  }
}
