package io.herald.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NsqConnectionTest {
  private ServerSocket listener;
  private NsqConnection connection;
  private Socket broker;

  @BeforeEach
  void connect() throws IOException {
    listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    connection =
        NsqConnection.open((InetSocketAddress) listener.getLocalSocketAddress())
            .readTimeout(Duration.ofSeconds(5));
    broker = listener.accept();
    broker.setSoTimeout(5000);
    assertThat(received(4)).isEqualTo("  V2");
  }

  @AfterEach
  void close() throws IOException {
    connection.close();
    broker.close();
    listener.close();
  }

  @Test
  void aReplyIsReadPastHeartbeatsAndMessages() throws IOException {
    answer(Frame.RESPONSE, "_heartbeat_".getBytes(US_ASCII));
    answer(Frame.MESSAGE, message(7, 3, "0123456789abcdef", "hello"));
    answer(Frame.RESPONSE, "OK".getBytes(US_ASCII));

    connection.pub("orders", "x");

    assertThat(received(16)).isEqualTo("PUB orders\n\0\0\0\1x");
    assertThat(received(4)).as("the answer to the heartbeat").isEqualTo("NOP\n");
    Delivery delivery = connection.delivery();
    assertThat(delivery.timestamp()).isEqualTo(7);
    assertThat(delivery.attempt()).isEqualTo(3);
    assertThat(delivery.id()).isEqualTo("0123456789abcdef");
    assertThat(delivery.text()).isEqualTo("hello");
  }

  @Test
  void anErrorFrameIsThrownWithItsCode() throws IOException {
    answer(Frame.ERROR, "E_BAD_TOPIC PUB topic name \"\" is not valid".getBytes(US_ASCII));

    assertThatThrownBy(() -> connection.pub("", "x"))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.code()).isEqualTo("E_BAD_TOPIC"));
  }

  @Test
  void authSendsTheSecretAndReturnsTheAnswer() throws IOException {
    answer(Frame.RESPONSE, "{\"identity\":\"me\"}".getBytes(US_ASCII));

    assertThat(connection.auth("secret")).isEqualTo("{\"identity\":\"me\"}");
    assertThat(received(15)).isEqualTo("AUTH\n\0\0\0\6secret");
  }

  @Test
  void aReadThatTimesOutInMidFrameLosesNothing() throws IOException {
    byte[] frame = frame(Frame.RESPONSE, "OK".getBytes(US_ASCII));
    broker.getOutputStream().write(frame, 0, 9);

    assertThat(connection.poll(Duration.ofMillis(20))).isEmpty();
    broker.getOutputStream().write(frame, 9, 1);

    assertThat(connection.read().text()).isEqualTo("OK");
  }

  @Test
  void aFrameLargerThanTheBufferIsReadWhole() throws IOException {
    byte[] large = new byte[300_000];
    large[299_999] = 42;
    answer(Frame.RESPONSE, "first".getBytes(US_ASCII));
    answer(Frame.RESPONSE, large);

    assertThat(connection.read().text()).isEqualTo("first");
    assertThat(connection.read().data()).isEqualTo(large);
  }

  @Test
  void theEndOfTheStreamIsReported() throws IOException {
    broker.close();

    assertThatThrownBy(() -> connection.read()).isInstanceOf(EOFException.class);
  }

  @Test
  void aBatchIsCountedAndEachBodySized() {
    byte[] mpub = CommandBytes.mpub("t", List.of(new byte[] {1}, new byte[] {2, 3}));

    byte[] expected =
        ByteBuffer.allocate(7 + 4 + 4 + 5 + 6)
            .put("MPUB t\n".getBytes(US_ASCII))
            .putInt(4 + 5 + 6)
            .putInt(2)
            .putInt(1)
            .put((byte) 1)
            .putInt(2)
            .put((byte) 2)
            .put((byte) 3)
            .array();
    assertThat(mpub).isEqualTo(expected);
  }

  private void answer(int type, byte[] data) throws IOException {
    broker.getOutputStream().write(frame(type, data));
  }

  private static byte[] frame(int type, byte[] data) {
    return ByteBuffer.allocate(8 + data.length)
        .putInt(4 + data.length)
        .putInt(type)
        .put(data)
        .array();
  }

  private static byte[] message(long timestamp, int attempt, String id, String body) {
    return ByteBuffer.allocate(26 + body.length())
        .putLong(timestamp)
        .putShort((short) attempt)
        .put(id.getBytes(US_ASCII))
        .put(body.getBytes(UTF_8))
        .array();
  }

  private String received(int count) throws IOException {
    return new String(broker.getInputStream().readNBytes(count), UTF_8);
  }
}
