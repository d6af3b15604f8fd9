package io.herald.multijvm;

import io.herald.client.CommandBytes;
import io.herald.client.tls.KeyKind;
import io.herald.client.tls.TestCertificates;
import io.herald.client.tls.TestIdentity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import org.xerial.snappy.SnappyFramedOutputStream;

/**
 * Upgrades that go wrong, each on a connection of its own, the same from the same seed. Wherever a
 * command must never be executed, it publishes to a topic whose name begins with {@link #NEVER}.
 */
final class BrokenHandshakes {
  /** How the names of topics begin that must never be. */
  static final String NEVER = "never-";

  private static final String[][] FEATURES = {
    {"tls_v1"}, {"snappy"}, {"deflate"}, {"tls_v1", "snappy"}, {"tls_v1", "deflate"}
  };
  private static final int KINDS = 8;

  private final Random random;
  private final InetSocketAddress address;
  private final InetSocketAddress strictAddress;
  private final Strangers strangers;
  private final byte[] never;

  /**
   * An attacker.
   *
   * @param seed of all it does
   * @param address of a node that offers TLS and compression
   * @param strictAddress of a node that demands a client certificate of a certain CA
   * @param strangers what to show there
   */
  BrokenHandshakes(
      long seed, InetSocketAddress address, InetSocketAddress strictAddress, Strangers strangers) {
    this.random = new Random(seed);
    this.address = address;
    this.strictAddress = strictAddress;
    this.strangers = strangers;
    this.never = CommandBytes.pub(NEVER + Math.abs(seed), new byte[10]);
  }

  /** Clients whose certificate a node of {@code authority} should not take. */
  record Strangers(List<SSLContext> contexts, List<byte[]> hellos) {
    private static final int HELLOS = 20;

    static Strangers of(TestCertificates authority) {
      TestCertificates other = TestCertificates.create("somebody else's CA");
      TestIdentity foreign = other.issue("stranger", KeyKind.EC_P256);
      TestIdentity late = authority.issueExpired("late", KeyKind.EC_P256);
      List<byte[]> hellos = new ArrayList<>();
      for (int i = 0; i < HELLOS; i++) {
        hellos.add(hello(authority.clientContext(), i % 2 == 0 ? "TLSv1.2" : "TLSv1.3"));
      }
      return new Strangers(
          List.of(
              authority.clientContext(),
              authority.clientContext(foreign),
              authority.clientContext(late)),
          hellos);
    }

    private static byte[] hello(SSLContext context, String protocol) {
      SSLEngine engine = context.createSSLEngine();
      engine.setUseClientMode(true);
      engine.setEnabledProtocols(new String[] {protocol});
      ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
      try {
        engine.wrap(ByteBuffer.allocate(0), hello);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      return Arrays.copyOf(hello.array(), hello.position());
    }
  }

  /** One broken upgrade. Fails if the node does not end the connection. */
  void next() throws IOException {
    try {
      if (random.nextInt(20) == 0) {
        showAStrangersCertificate();
        return;
      }
      try (RawClient client = new RawClient(address)) {
        breakUpgrade(client, random.nextInt(KINDS));
      }
    } catch (ConnectException e) {
      throw new AssertionError("the node takes no connections", e);
    }
  }

  private void breakUpgrade(RawClient client, int kind) throws IOException {
    switch (kind) {
      case 0 -> {
        int cut = random.nextInt(never.length); // nothing may have come yet when it is upgraded
        client.send(
            RawClient.identify(FEATURES[random.nextInt(FEATURES.length)]),
            Arrays.copyOf(never, cut));
        client.send(Arrays.copyOfRange(never, cut, never.length));
        client.drain();
      }
      case 1 -> {
        client.send(RawClient.identify(FEATURES[random.nextInt(FEATURES.length)]), noise(2000));
        end(client);
      }
      case 2 -> {
        byte[] hello = hello();
        byte[] part = Arrays.copyOf(hello, random.nextInt(hello.length));
        client.send(RawClient.identify("tls_v1"), part);
        end(client);
      }
      case 3 -> {
        client.send(RawClient.identify("tls_v1"), flipped(hello()));
        end(client);
      }
      case 4 -> resetInMidHandshake(client);
      case 5 -> stopHalfWay(client);
      case 6 -> {
        byte[] stream = flipped(snappy(never));
        boolean isCut = random.nextInt(4) == 0;
        client.send(
            RawClient.identify("snappy"),
            isCut ? Arrays.copyOf(snappy(never), random.nextInt(stream.length)) : stream);
        end(client);
      }
      default -> {
        byte[] stream = flipped(deflate(CommandBytes.pub("deflated#ephemeral", noise(500))));
        client.send(
            RawClient.identify("deflate"),
            Arrays.copyOf(stream, stream.length - random.nextInt(stream.length / 2)));
        end(client);
      }
    }
  }

  private void resetInMidHandshake(RawClient client) throws IOException {
    byte[] hello = hello();
    client.send(RawClient.identify("tls_v1"), Arrays.copyOf(hello, random.nextInt(hello.length)));
    if (random.nextBoolean()) {
      client.awaitSomething();
    }
    client.reset();
  }

  /** Answers the broker's half of the handshake with something else. */
  private void stopHalfWay(RawClient client) throws IOException {
    client.send(RawClient.identify("tls_v1"));
    client.awaitSomething();
    client.send(hello());
    client.awaitSomething();
    switch (random.nextInt(3)) {
      case 0 -> client.reset();
      case 1 -> {
        client.send(never);
        client.drain();
      }
      default -> {
        client.send(noise(200));
        end(client);
      }
    }
  }

  /** Publishes behind its half of the handshake, before it can know that it was refused. */
  private void showAStrangersCertificate() throws IOException {
    SSLContext context = strangers.contexts().get(random.nextInt(strangers.contexts().size()));
    String protocol = random.nextBoolean() ? "TLSv1.2" : "TLSv1.3";
    try (RawClient client = new RawClient(strictAddress)) {
      client.send(RawClient.identify("tls_v1"));
      client.awaitSomething();
      try (SSLSocket socket = layered(context, client.socket())) {
        socket.setEnabledProtocols(new String[] {protocol});
        OutputStream out = socket.getOutputStream();
        out.write(never);
        out.flush();
        while (socket.getInputStream().read() >= 0) {
          // whatever it is, it is not an OK: the topic would exist
        }
      } catch (SocketTimeoutException e) {
        throw new AssertionError("not refused", e);
      } catch (IOException e) {
        // refused, as it should be
      }
    }
  }

  private static SSLSocket layered(SSLContext context, Socket socket) throws IOException {
    return (SSLSocket)
        context.getSocketFactory().createSocket(socket, "127.0.0.1", socket.getPort(), true);
  }

  private static void end(RawClient client) throws IOException {
    client.endOutput();
    client.drain();
  }

  private byte[] hello() {
    return strangers.hellos().get(random.nextInt(strangers.hellos().size()));
  }

  private byte[] noise(int longest) {
    byte[] noise = new byte[1 + random.nextInt(longest)];
    random.nextBytes(noise);
    return noise;
  }

  /** With one to three bits flipped, no two in one byte. */
  private byte[] flipped(byte[] bytes) {
    byte[] flipped = bytes.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(bytes.length);
      flipped[at] = (byte) (bytes[at] ^ 1 << random.nextInt(8));
    }
    return flipped;
  }

  static byte[] snappy(byte[] bytes) throws IOException {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    try (OutputStream layer = new SnappyFramedOutputStream(stream)) {
      layer.write(bytes);
    }
    return stream.toByteArray();
  }

  static byte[] deflate(byte[] bytes) throws IOException {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(6, true);
    try (OutputStream layer = new DeflaterOutputStream(stream, deflater, true)) {
      layer.write(bytes);
      layer.flush();
      return stream.toByteArray();
    } finally {
      deflater.end();
    }
  }
}
