package io.herald.benchmarks.micro;

import io.herald.protocol.command.CommandEncoder;
import io.herald.protocol.message.MessageId;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Commands as one client sends them, and the chunks in which they arrive.
 *
 * @param bytes all commands, one behind the other
 * @param chunkEnds where each chunk ends
 * @param commands how many there are
 */
record CommandStream(byte[] bytes, int[] chunkEnds, int commands) {
  private static final String TOPIC = "orders";

  static CommandStream pubs(int count, Chunks chunks) {
    return of(count, chunks, n -> CommandEncoder.withBody(body(n), "PUB", TOPIC));
  }

  static CommandStream mpubs(int count, int messagesEach, Chunks chunks) {
    byte[][] bodies = new byte[messagesEach][];
    Arrays.setAll(bodies, CommandStream::body);
    byte[] mpub = CommandEncoder.mpub(TOPIC, List.of(bodies));
    return of(count, chunks, n -> mpub);
  }

  static CommandStream fins(int count, Chunks chunks) {
    return of(
        count, chunks, n -> CommandEncoder.line("FIN", MessageId.toString(MessageId.of(0, n))));
  }

  static CommandStream rdys(int count, Chunks chunks) {
    return of(count, chunks, n -> CommandEncoder.line("RDY", "2500"));
  }

  private static byte[] body(int n) {
    byte[] body = SampleMessages.bodies(1);
    body[0] = (byte) n;
    return body;
  }

  private static CommandStream of(int count, Chunks chunks, IntFunction<byte[]> command) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List<Integer> commandEnds = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      bytes.writeBytes(command.apply(n));
      commandEnds.add(bytes.size());
    }
    return new CommandStream(bytes.toByteArray(), chunks.ends(commandEnds), count);
  }
}
