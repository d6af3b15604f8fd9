package io.herald.protocol.command;

import static io.herald.protocol.command.SessionPhase.CONNECTED;
import static io.herald.protocol.command.SessionPhase.SUBSCRIBED;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Streams of commands, cut and damaged at random; the seed is in every message. */
class CommandStreamTest {
  private static final long SEED = 4150;
  private static final int ROUNDS = 5_000;
  private static final int DAMAGED_INPUTS = 200_000;

  /** A line, then a body of the largest size whose messages are all as large as allowed. */
  private static final int BUFFERED_MAX = 80 + 8 + 23 * 4 + 120 + 50;

  @Test
  void whereAStreamIsCutMakesNoDifference() {
    for (int round = 0; round < ROUNDS; round++) {
      SplittableRandom random = new SplittableRandom(SEED + round);
      byte[] stream = commands(random, 1 + random.nextInt(12));
      assertThat(inPieces(stream, random, SUBSCRIBED))
          .as("seed %d", SEED + round)
          .isEqualTo(Decoding.all(SUBSCRIBED, stream));
    }
  }

  @Test
  void anyInputIsReadOrRefusedInBoundedMemory() {
    SplittableRandom random = new SplittableRandom(SEED);
    int refused = 0;
    for (int n = 0; n < DAMAGED_INPUTS; n++) {
      byte[] input = n % 4 == 0 ? noise(random) : damaged(random);
      List<String> seen = inPieces(input, random, n % 2 == 0 ? CONNECTED : SUBSCRIBED);
      if (!seen.isEmpty() && seen.get(seen.size() - 1).matches("(?s)(closed|E_).*")) {
        refused++;
      }
    }
    assertThat(refused).isBetween(DAMAGED_INPUTS / 10, DAMAGED_INPUTS);
  }

  private static List<String> inPieces(byte[] stream, SplittableRandom random, SessionPhase phase) {
    CommandDecoder decoder = new CommandDecoder(Decoding.SMALL);
    List<String> seen = new ArrayList<>();
    byte[] chunk = new byte[stream.length + 8];
    int pieceMax = 1 + random.nextInt(random.nextBoolean() ? 8 : 200);
    for (int at = 0; at < stream.length; ) {
      int length = Math.min(1 + random.nextInt(pieceMax), stream.length - at);
      int from = random.nextInt(8); // chunks begin anywhere in a buffer that is used again
      System.arraycopy(stream, at, chunk, from, length);
      decoder.feed(chunk, from, from + length);
      at += length;
      if (!Decoding.drain(decoder, phase, seen)) {
        return seen;
      }
      if (decoder.bufferedBytes() > BUFFERED_MAX) {
        throw new AssertionError("holds " + decoder.bufferedBytes() + " bytes");
      }
      decoder.retain();
      Arrays.fill(chunk, (byte) 0xee);
    }
    return seen;
  }

  private static byte[] noise(SplittableRandom random) {
    byte[] bytes = new byte[random.nextInt(120)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] damaged(SplittableRandom random) {
    byte[] bytes = commands(random, 1 + random.nextInt(4));
    for (int hits = random.nextInt(4); hits >= 0; hits--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
        default -> bytes[at] = (byte) " \n\r-!".charAt(random.nextInt(5));
      }
    }
    return bytes;
  }

  private static byte[] commands(SplittableRandom random, int count) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int n = 0; n < count; n++) {
      all.writeBytes(command(random));
    }
    return all.toByteArray();
  }

  private static byte[] command(SplittableRandom random) {
    String topic = "topic." + random.nextInt(3);
    String id = String.format("%016x", random.nextLong() >>> random.nextInt(64));
    return switch (random.nextInt(8)) {
      case 0 -> CommandEncoder.withBody(body(random), "PUB", topic);
      case 1 -> CommandEncoder.withBody(body(random), "DPUB", topic, "" + random.nextInt(5000));
      case 2 -> CommandEncoder.mpub(topic, bodies(random));
      case 3 -> CommandEncoder.line("FIN", id);
      case 4 -> CommandEncoder.line("REQ", id, "" + random.nextInt(9000));
      case 5 -> CommandEncoder.line("TOUCH", id);
      case 6 -> CommandEncoder.line("RDY", "" + random.nextInt(100));
      default -> "NOP\r\n".getBytes(ISO_8859_1);
    };
  }

  private static List<byte[]> bodies(SplittableRandom random) {
    List<byte[]> bodies = new ArrayList<>();
    for (int n = 1 + random.nextInt(4); n > 0; n--) {
      bodies.add(Arrays.copyOf(body(random), 1 + random.nextInt(20)));
    }
    return bodies;
  }

  private static byte[] body(SplittableRandom random) {
    byte[] body = new byte[1 + random.nextInt(50)];
    random.nextBytes(body);
    return body;
  }
}
