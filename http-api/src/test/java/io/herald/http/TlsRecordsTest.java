package io.herald.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.util.ByteString;
import io.herald.broker.tls.ServerTls;
import io.herald.client.tls.KeyKind;
import io.herald.config.Settings;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records against an engine of the JDK, in memory, with the bytes between them cut anywhere. */
class TlsRecordsTest {
  private static final long SEED = 20261124;
  private static final int BYTES = 8 << 20;

  @TempDir private Path directory;
  private Tls tls;
  private ServerTls server;

  @BeforeEach
  void start() throws Exception {
    tls = new Tls(directory, KeyKind.EC_P256);
    server = ServerTls.start(Settings.ofFlags(tls.flags()).tls());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void everyByteArrivesBothWaysHoweverTheyAreCut(String protocol) throws SSLException {
    Random random = new Random(SEED);
    byte[] data = new byte[BYTES];
    random.nextBytes(data);
    Peer client = new Peer(protocol, data);
    TlsRecords records = new TlsRecords(server.newEngine());
    byte[] arrived = new byte[BYTES];
    int at = 0;
    ByteString toClient = ByteString.emptyByteString();
    int echoed = 0;

    while (client.received < BYTES || at < BYTES) {
      client.work();
      if (records.wantsInput() && client.out.position() > 0) {
        records.receive(client.take(1 + random.nextInt(40_000)));
      }
      records.work();
      if (!records.isReceived()) {
        ByteString some = records.takeReceived();
        some.copyToArray(arrived, at, some.size());
        at += some.size();
      }
      if (records.wantsOutput() && echoed < BYTES) {
        int end = Math.min(BYTES, echoed + 1 + random.nextInt(200_000));
        records.send(ByteString.fromArray(data, echoed, end - echoed));
        echoed = end;
        records.work();
      }
      if (!records.isSent()) {
        toClient = toClient.concat(records.takeSent());
      }
      int cut = Math.min(toClient.size(), random.nextInt(40_000));
      client.give(toClient.take(cut));
      toClient = toClient.drop(cut);
    }
    assertThat(Arrays.equals(arrived, data)).as("seed %d", SEED).isTrue();
    assertThat(Arrays.equals(client.plain, data)).as("seed %d", SEED).isTrue();
    assertThat(records.isHandshaken()).isTrue();
  }

  @Test
  void eitherSideMayEnd() throws SSLException {
    Peer client = new Peer("TLSv1.3", new byte[1]);
    TlsRecords records = new TlsRecords(server.newEngine());
    while (client.sent < 1 || records.isReceived()) {
      exchange(client, records);
    }
    client.engine.closeOutbound();
    while (!records.isInputClosed()) {
      exchange(client, records);
    }
    records.send(ByteString.fromString("last"));
    records.closeOutput();
    while (!records.isOutputClosed() || !records.isSent()) {
      exchange(client, records);
    }
    client.work();
    assertThat(client.received).isEqualTo(4);
    assertThat(client.engine.isInboundDone()).isTrue();
  }

  @Test
  void noiseIsAnErrorWithAnAlert() {
    TlsRecords records = new TlsRecords(server.newEngine());
    records.receive(ByteString.fromString("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));

    assertThatThrownBy(records::work).isInstanceOf(SSLException.class);
    records.takeAlert();
    byte alert = 21;
    assertThat(records.takeSent().toArray()).startsWith(alert);
    assertThat(records.isHandshaken()).isFalse();
  }

  private static void exchange(Peer client, TlsRecords records) throws SSLException {
    client.work();
    if (client.out.position() > 0) {
      records.receive(client.take(Integer.MAX_VALUE));
    }
    records.work();
    client.give(records.takeSent());
  }

  /** A client that sends its data and keeps what it gets. */
  private final class Peer {
    final SSLEngine engine = tls.authority.clientContext().createSSLEngine();
    final ByteBuffer out = ByteBuffer.allocate(1 << 20);
    final byte[] plain = new byte[BYTES];
    private final byte[] data;
    private ByteBuffer in = ByteBuffer.allocate(0);
    int sent;
    int received;

    Peer(String protocol, byte[] data) {
      this.data = data;
      engine.setUseClientMode(true);
      engine.setEnabledProtocols(new String[] {protocol});
    }

    void give(ByteString bytes) {
      ByteBuffer more = ByteBuffer.allocate(in.remaining() + bytes.size());
      more.put(in).put(bytes.toByteBuffer());
      in = more.flip();
    }

    ByteString take(int most) {
      out.flip();
      byte[] taken = new byte[Math.min(most, out.remaining())];
      out.get(taken);
      out.compact();
      return ByteString.fromArray(taken);
    }

    void work() throws SSLException {
      boolean further = true;
      while (further) {
        HandshakeStatus status = engine.getHandshakeStatus();
        for (Runnable task = engine.getDelegatedTask();
            task != null;
            task = engine.getDelegatedTask()) {
          task.run();
        }
        boolean wrapped = status != HandshakeStatus.NEED_UNWRAP && wrap();
        further = unwrap() || wrapped || status == HandshakeStatus.NEED_TASK;
      }
    }

    private boolean wrap() throws SSLException {
      if (out.remaining() < engine.getSession().getPacketBufferSize()) {
        return false;
      }
      ByteBuffer next = ByteBuffer.wrap(data, sent, Math.min(data.length - sent, 16_000));
      SSLEngineResult result = engine.wrap(next, out);
      sent += result.bytesConsumed();
      return result.bytesProduced() > 0;
    }

    private boolean unwrap() throws SSLException {
      ByteBuffer content = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
      SSLEngineResult result = engine.unwrap(in, content);
      System.arraycopy(content.array(), 0, plain, received, content.position());
      received += content.position();
      return result.bytesConsumed() > 0;
    }
  }
}
