package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.client.CommandBytes;
import io.herald.client.Frame;
import io.herald.client.NsqConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes, lines and order (NSQ protocol V2; nsq-facts 1.1). */
class ProtocolV2FramingTest {
  /** The longest line nsqd reads, LF included: its read buffer. */
  private static final int LONGEST_LINE = 16 * 1024;

  @RegisterExtension static final SharedBroker BROKER = SharedBroker.withDefaults();

  @ParameterizedTest
  @ValueSource(strings = {"  V1", "  v2", "V2  ", " V2 ", "GET ", "\0\0\0\0"})
  void anyOtherMagicIsAnsweredWithBadProtocolAndClosed(String magic) throws IOException {
    try (NsqConnection connection = NsqConnection.openWithoutMagic(BROKER.process().tcp())) {
      connection.send(magic);

      Frame frame = connection.read();
      assertThat(frame.type()).isEqualTo(Frame.ERROR);
      assertThat(frame.text()).isEqualTo("E_BAD_PROTOCOL");
      Expect.closed(connection);
    }
  }

  @Test
  void theMagicMayArriveByteByByte() throws IOException {
    try (NsqConnection connection = NsqConnection.openWithoutMagic(BROKER.process().tcp())) {
      for (String part : List.of(" ", " ", "V", "2", "N", "OP\n")) {
        connection.send(part);
      }

      Expect.open(connection);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n",
        "\r\n",
        "nop\n",
        "NOPE\n",
        " NOP\n",
        "NOP\t\n",
        "NOP\r\r\n",
        "PUBLISH x\n",
        "pub x\n",
        "\0\n",
        "GET / HTTP/1.1\r\n"
      })
  void anUnknownCommandIsInvalidAndCloses(String line) throws IOException {
    try (NsqConnection connection = BROKER.connect()) {
      connection.send(line);

      Expect.fatal(connection, "E_INVALID");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"NOP\n", "NOP\r\n", "NOP surplus parameters\n", "NOP \n", "NOP  x\r\n"})
  void nopHasNoAnswer(String line) throws IOException {
    try (NsqConnection connection = BROKER.connect()) {
      connection.send(line);
      connection.send(CommandBytes.pub(BROKER.topic(), new byte[] {1}));

      assertThat(connection.read().text()).isEqualTo("OK");
    }
  }

  @Test
  void surplusParametersAreIgnored() throws IOException {
    String topic = BROKER.topic();
    try (NsqConnection connection = BROKER.connect()) {
      connection.send("SUB " + topic + " channel more of them\n");
      Expect.ok(connection);
      connection.send(CommandBytes.withBody("PUB " + topic + " more", new byte[] {1}));
      Expect.ok(connection);
    }
  }

  @Test
  void eachSpaceSeparatesSoThatTwoMakeAnEmptyName() throws IOException {
    try (NsqConnection connection = BROKER.connect()) {
      connection.send("PUB  " + BROKER.topic() + "\n");

      Expect.fatal(connection, "E_BAD_TOPIC");
    }
  }

  @Test
  void aLineMayFillTheReadBuffer() throws IOException {
    try (NsqConnection connection = BROKER.connect()) {
      connection.send("NOP " + "x".repeat(LONGEST_LINE - 5) + "\n");

      Expect.open(connection);
    }
  }

  @Test
  void aLongerLineClosesWithoutAFrame() throws IOException {
    try (NsqConnection connection = BROKER.connect()) {
      connection.send("NOP " + "x".repeat(LONGEST_LINE - 4) + "\n");

      Expect.closed(connection);
    }
  }

  @Test
  void aLineWithoutEndClosesWithoutAFrame() throws IOException {
    try (NsqConnection connection = BROKER.connect()) {
      connection.send("x".repeat(LONGEST_LINE));

      Expect.closed(connection);
    }
  }

  @Test
  void pipelinedCommandsAreAnsweredInOrder() throws IOException {
    String first = BROKER.topic();
    String second = BROKER.topic();
    ByteArrayOutputStream script = new ByteArrayOutputStream();
    script.write(CommandBytes.identify("{\"client_id\":\"pipelining\"}"));
    script.write(CommandBytes.sub(first, "channel"));
    script.write(CommandBytes.pub(first, new byte[] {1}));
    script.write(CommandBytes.mpub(second, List.of(new byte[] {1}, new byte[] {2})));
    script.write(CommandBytes.dpub(first, 60_000, new byte[] {1}));
    script.write(CommandBytes.nop());
    script.write(CommandBytes.cls());
    script.write(CommandBytes.pub(second, new byte[] {3}));
    script.write(CommandBytes.pub("bad$name", new byte[] {1}));
    try (NsqConnection connection = BROKER.connect()) {
      connection.send(script.toByteArray());

      for (int i = 0; i < 5; i++) {
        Expect.ok(connection);
      }
      Expect.response(connection, "CLOSE_WAIT");
      Expect.ok(connection);
      Expect.fatal(connection, "E_BAD_TOPIC");
    }
  }

  @Test
  void aNonFatalErrorTakesNoAnswerFromAPublish() throws IOException {
    String topic = BROKER.topic();
    try (NsqConnection connection = BROKER.connect()) {
      connection.sub(topic, "channel");
      ByteArrayOutputStream script = new ByteArrayOutputStream();
      script.write(CommandBytes.pub(topic, new byte[] {1}));
      script.write(CommandBytes.fin("0000000000000000"));
      script.write(CommandBytes.pub(topic, new byte[] {2}));
      connection.send(script.toByteArray());

      List<String> answers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Frame frame = connection.reply();
        answers.add(frame.type() == Frame.ERROR ? frame.errorCode() : frame.text());
      }
      assertThat(answers).containsExactlyInAnyOrder("OK", "E_FIN_FAILED", "OK");
      Expect.open(connection);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void bytesMayBeCutAnywhere(long seed) throws IOException {
    Random random = new Random(seed);
    String topic = BROKER.topic();
    byte[] script = publishingScript(topic, random);
    try (NsqConnection connection = BROKER.connect()) {
      int sent = 0;
      while (sent < script.length) {
        int next = Math.min(script.length, sent + 1 + random.nextInt(40));
        connection.send(Arrays.copyOfRange(script, sent, next));
        sent = next;
      }

      for (int i = 0; i < 60; i++) {
        Expect.ok(connection);
      }
      connection.sub(topic, "channel");
      connection.rdy(100);
      List<String> bodies = new ArrayList<>();
      for (int i = 0; i < 80; i++) {
        bodies.add(connection.delivery().text());
      }
      assertThat(bodies).doesNotHaveDuplicates().allMatch(body -> body.startsWith("body\n"));
    }
  }

  /** 20 PUB, 20 MPUB of two and 20 DPUB without delay: 60 answers, 80 messages. */
  private static byte[] publishingScript(String topic, Random random) throws IOException {
    ByteArrayOutputStream script = new ByteArrayOutputStream();
    for (int i = 0; i < 20; i++) {
      script.write(CommandBytes.pub(topic, body(4 * i, random)));
      script.write(
          CommandBytes.mpub(topic, List.of(body(4 * i + 1, random), body(4 * i + 2, random))));
      script.write(CommandBytes.nop());
      script.write(CommandBytes.dpub(topic, 0, body(4 * i + 3, random)));
    }
    return script.toByteArray();
  }

  private static byte[] body(int number, Random random) {
    return ("body\n" + number + " ".repeat(random.nextInt(20))).getBytes(UTF_8);
  }
}
