package io.herald.lookup.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LookupCommandDecoderTest {
  private static final String BODY =
      "{\"Broadcast_Address\":\"b\",\"TCP_PORT\":1,\"http_port\":2,\"version\":\"1\",\"other\":[]}";

  @Test
  void commandsAreTheSameHoweverTheBytesAreCut() {
    byte[] bytes = session();
    List<LookupCommand> whole = new LookupCommandDecoder().decode(ByteBuffer.wrap(bytes));
    assertThat(whole).hasSize(6);
    Random random = new Random(1);
    for (int round = 0; round < 200; round++) {
      LookupCommandDecoder decoder = new LookupCommandDecoder();
      List<LookupCommand> cut = new ArrayList<>();
      for (int from = 0; from < bytes.length; ) {
        int length = Math.min(bytes.length - from, 1 + random.nextInt(9));
        cut.addAll(decoder.decode(ByteBuffer.wrap(bytes, from, length)));
        from += length;
      }
      assertThat(cut).isEqualTo(whole);
    }
  }

  @Test
  void goTakesFieldNamesInAnyCaseAndSoDoWe() {
    assertThat(new LookupCommandDecoder().decode(ByteBuffer.wrap(session())).get(1))
        .isInstanceOfSatisfying(
            LookupCommand.Identify.class,
            identify -> {
              assertThat(identify.producer().broadcastAddress()).isEqualTo("b");
              assertThat(identify.producer().tcpPort()).isEqualTo(1);
            });
  }

  @Test
  void everyCommandIsAnswered() {
    LookupExchange exchange = new LookupExchange("r:1", new byte[] {'{', '}'}, 1);
    for (Class<?> kind : LookupCommand.class.getPermittedSubclasses()) {
      assertThat(exchange.answer(List.of(example(kind)), List.of(true)).bytes())
          .as(kind.getSimpleName())
          .hasSizeGreaterThan(4);
    }
  }

  @Test
  void anEmptyLineIsAnInvalidCommand() {
    assertThat(new LookupCommandDecoder().decode(bytes("  V1\n")))
        .containsExactly(new LookupCommand.Refused("E_INVALID invalid command "));
  }

  @Test
  void aLineWithoutEndIsRefusedAtTheLimit() {
    LookupCommandDecoder decoder = new LookupCommandDecoder();
    decoder.decode(bytes("  V1"));
    String line = "x".repeat(LookupCommandDecoder.LINE_BYTES_MAX);
    assertThat(decoder.decode(bytes(line))).isEmpty();
    assertThat(decoder.decode(bytes("x")))
        .containsExactly(new LookupCommand.Refused("E_INVALID line too long"));
    assertThat(decoder.decode(bytes("PING\n"))).as("nothing follows an error").isEmpty();
  }

  @Test
  void aBodyTooLargeOrNegativeIsRefusedBeforeItIsRead() {
    for (int size : new int[] {-1, Integer.MIN_VALUE, LookupCommandDecoder.BODY_BYTES_MAX + 1}) {
      LookupCommandDecoder decoder = new LookupCommandDecoder();
      decoder.decode(bytes("  V1IDENTIFY\n"));
      assertThat(decoder.decode(ByteBuffer.allocate(4).putInt(size).flip()))
          .containsExactly(new LookupCommand.Refused("E_BAD_BODY IDENTIFY failed to read body"));
    }
  }

  @Test
  void bytesThatAreNoTextAreQuotedAsTheyCame() {
    LookupCommandDecoder decoder = new LookupCommandDecoder();
    assertThat(decoder.decode(bytes("  V1\u00ff\u0000\u00fe\n")))
        .containsExactly(new LookupCommand.Refused("E_INVALID invalid command \u00ff\u0000\u00fe"));
  }

  private static LookupCommand example(Class<?> kind) {
    List<LookupCommand> all = new LookupCommandDecoder().decode(ByteBuffer.wrap(session()));
    return all.stream().filter(kind::isInstance).findAny().orElseThrow();
  }

  private static byte[] session() {
    ByteBuffer bytes = ByteBuffer.allocate(500);
    bytes.put("  V1PING\r\n  IDENTIFY whatever\n".getBytes(StandardCharsets.ISO_8859_1));
    bytes.putInt(BODY.length()).put(BODY.getBytes(StandardCharsets.ISO_8859_1));
    bytes.put(
        "REGISTER t c\nREGISTER t\n UNREGISTER t c\t\nNOPE\nPING\n"
            .getBytes(StandardCharsets.ISO_8859_1));
    byte[] session = new byte[bytes.position()];
    bytes.flip().get(session);
    return session;
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
