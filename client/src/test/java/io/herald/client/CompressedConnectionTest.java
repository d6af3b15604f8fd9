package io.herald.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xerial.snappy.SnappyFramedInputStream;
import org.xerial.snappy.SnappyFramedOutputStream;

class CompressedConnectionTest {
  private static final String LONG_TEXT = "a message of the client ".repeat(20_000);

  /** What is put over the socket, on both sides. */
  private enum Compression {
    SNAPPY,
    DEFLATE;

    void upgrade(NsqConnection connection) throws IOException {
      if (this == SNAPPY) {
        connection.upgradeSnappy();
      } else {
        connection.upgradeDeflate(6);
      }
    }

    OutputStream over(OutputStream out) throws IOException {
      return this == SNAPPY
          ? new SnappyFramedOutputStream(out)
          : new DeflaterOutputStream(out, new Deflater(1, true), true);
    }

    InputStream over(InputStream in) throws IOException {
      return this == SNAPPY
          ? new SnappyFramedInputStream(in)
          : new InflaterInputStream(in, new Inflater(true));
    }
  }

  private PlayedBroker broker;
  private NsqConnection connection;
  private Socket socket;

  @BeforeEach
  void connect() throws IOException {
    broker = new PlayedBroker();
    connection = NsqConnection.open(broker.address()).readTimeout(Duration.ofSeconds(5));
    socket = broker.accept();
  }

  @AfterEach
  void close() throws IOException {
    connection.close();
    broker.close();
  }

  @ParameterizedTest
  @EnumSource
  void theOkInsideTheLayerMayArriveWithTheAnswerToIdentify(Compression compression)
      throws IOException {
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    PlayedBroker.respond(packet, "{\"granted\":true}");
    PlayedBroker.respond(compression.over(packet), "OK");
    socket.getOutputStream().write(packet.toByteArray());

    assertThat(connection.identify("{}")).isEqualTo("{\"granted\":true}");
    compression.upgrade(connection);

    assertThat(PlayedBroker.command(socket.getInputStream())).isEqualTo("IDENTIFY {}");
  }

  @ParameterizedTest
  @EnumSource
  void everySendIsFlushedAndEveryAnswerRead(Compression compression) throws IOException {
    OutputStream answers = upgraded(compression);
    InputStream commands = null;
    for (String body : new String[] {"short", LONG_TEXT, "short again"}) {
      connection.send(CommandBytes.withBody("PUB t", body.getBytes(UTF_8)));
      if (commands == null) {
        commands = compression.over(socket.getInputStream());
      }
      assertThat(PlayedBroker.command(commands)).isEqualTo("PUB t " + body);
      PlayedBroker.respond(answers, body);
      assertThat(connection.read().text()).isEqualTo(body);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aReadThatTimesOutBetweenAnyTwoBytesLosesNothing(Compression compression) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    OutputStream layer = compression.over(packed);
    PlayedBroker.respond(layer, "OK");
    int first = packed.size();
    PlayedBroker.respond(layer, "one");
    PlayedBroker.respond(layer, "two");
    byte[] bytes = packed.toByteArray();
    socket.getOutputStream().write(bytes, 0, first);
    compression.upgrade(connection);

    StringBuilder read = new StringBuilder();
    for (int i = first; i < bytes.length; i++) {
      socket.getOutputStream().write(bytes[i]);
      Optional<Frame> frame = connection.poll(Duration.ofMillis(5));
      frame.ifPresent(present -> read.append(present.text()));
    }
    for (int missing = 6 - read.length(); missing > 0; missing -= 3) {
      read.append(connection.read().text());
    }
    assertThat(read.toString()).isEqualTo("onetwo");
  }

  @ParameterizedTest
  @EnumSource
  void theEndOfTheStreamIsReported(Compression compression) throws IOException {
    upgraded(compression);
    socket.close();

    assertThatThrownBy(() -> connection.read()).isInstanceOf(EOFException.class);
  }

  @ParameterizedTest
  @EnumSource
  void anotherAnswerThanOkInsideTheLayerIsAnError(Compression compression) throws IOException {
    OutputStream layer = compression.over(socket.getOutputStream());
    layer.write(PlayedBroker.frame(Frame.ERROR, "E_IDENTIFY_FAILED no"));
    layer.flush();

    assertThatThrownBy(() -> compression.upgrade(connection))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.code()).isEqualTo("E_IDENTIFY_FAILED"));
  }

  private OutputStream upgraded(Compression compression) throws IOException {
    OutputStream layer = compression.over(socket.getOutputStream());
    PlayedBroker.respond(layer, "OK");
    compression.upgrade(connection);
    return layer;
  }
}
