package io.herald.broker.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Snappy and deflate around a connection: what goes in comes out, in bounded pieces. */
class CompressionTest {
  private static final int PIECE_BYTES_MAX = 64 * 1024;
  private static final int ROUNDS = 200;

  /** A client that sends what the server would send: the layer of one is read by the other. */
  private final EmbeddedChannel client = new EmbeddedChannel();

  private final EmbeddedChannel server = new EmbeddedChannel();
  private final Receiver receiver = new Receiver();

  @ParameterizedTest
  @ValueSource(strings = {"snappy", "deflate"})
  void whatGoesInComesOutHoweverItIsCut(String layer) {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("CompressionTest: -Dseed=" + seed);
    Random random = new Random(seed);
    layer(layer).addTo(client.pipeline().addLast("end", new ChannelDuplexHandler()), "end");
    layer(layer).addTo(server.pipeline().addLast("end", receiver), "end");
    server.config().setAutoRead(false);
    server.read();
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = someBytes(random);
      sent.writeBytes(bytes);
      client.writeOutbound(Unpooled.wrappedBuffer(bytes));
      deliver(compressed(), random);
      receiver.readAll(server);
      assertThat(receiver.received.size()).as("all that was flushed").isEqualTo(sent.size());
    }
    assertThat(receiver.received.toByteArray()).isEqualTo(sent.toByteArray());
    assertThat(receiver.largest).isLessThanOrEqualTo(PIECE_BYTES_MAX);
    client.finishAndReleaseAll();
    server.finishAndReleaseAll();
  }

  @Test
  void aBombIsExpandedPieceByPieceAsItIsAskedFor() {
    new TransportLayer.Deflate(6).addTo(server.pipeline().addLast("end", receiver), "end");
    server.config().setAutoRead(false);
    byte[] bomb = bomb(200 << 20);
    assertThat(bomb.length).isLessThan(1 << 20);
    server.writeInbound(Unpooled.wrappedBuffer(bomb));
    assertThat(receiver.received.size()).as("nothing was asked for").isZero();
    for (int reads = 1; reads <= 50; reads++) {
      server.read();
      assertThat(receiver.received.size()).isLessThanOrEqualTo(reads * PIECE_BYTES_MAX);
    }
    assertThat(receiver.received.size()).isPositive();
    server.finishAndReleaseAll();
  }

  @Test
  void aSnappyChunkThatCannotBeIsNotWaitedFor() {
    new TransportLayer.Snappy().addTo(server.pipeline().addLast("end", receiver), "end");
    server.config().setAutoRead(false);
    server.read();
    ByteBuf wrong = Unpooled.buffer();
    wrong.writeBytes(new byte[] {(byte) 0xff, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y'});
    wrong.writeByte(0).writeMediumLE(10 << 20).writeZero(200 << 10);
    server.writeInbound(wrong);
    assertThat(receiver.failure).hasMessageContaining("snappy chunk");
    server.finishAndReleaseAll();
  }

  @ParameterizedTest
  @ValueSource(strings = {"snappy", "deflate"})
  void corruptInputFailsOrIsSeenAsItIsAndNeverHangs(String layer) {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("CompressionTest: -Dseed=" + seed);
    Random random = new Random(seed);
    int failed = 0;
    for (int round = 0; round < ROUNDS; round++) {
      EmbeddedChannel sender = new EmbeddedChannel(new ChannelDuplexHandler());
      EmbeddedChannel taker = new EmbeddedChannel();
      Receiver damaged = new Receiver();
      layer(layer).addTo(sender.pipeline().addLast("end", new ChannelDuplexHandler()), "end");
      layer(layer).addTo(taker.pipeline().addLast("end", damaged), "end");
      sender.writeOutbound(Unpooled.wrappedBuffer(someBytes(random)));
      ByteBuf bytes = Unpooled.buffer();
      drain(sender, bytes);
      bytes.setByte(random.nextInt(bytes.readableBytes()), random.nextInt(256));
      taker.config().setAutoRead(false);
      taker.read();
      taker.writeInbound(bytes);
      failed += damaged.failure == null ? 0 : 1;
      sender.finishAndReleaseAll();
      taker.finishAndReleaseAll();
    }
    assertThat(failed).isPositive();
  }

  @Test
  void theEndOfInputComesBehindAllThatWaits() {
    new TransportLayer.Deflate(6).addTo(server.pipeline().addLast("end", receiver), "end");
    server.config().setAutoRead(false);
    int size = 3 * PIECE_BYTES_MAX;
    server.writeInbound(Unpooled.wrappedBuffer(bomb(size)));
    server.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    while (!receiver.ended) {
      assertThat(receiver.received.size()).isLessThanOrEqualTo(size);
      server.read();
    }
    assertThat(receiver.received.size()).isEqualTo(size);
    server.finishAndReleaseAll();
  }

  private static TransportLayer layer(String name) {
    return name.equals("snappy") ? new TransportLayer.Snappy() : new TransportLayer.Deflate(6);
  }

  private static byte[] someBytes(Random random) {
    byte[] bytes = new byte[1 + random.nextInt(random.nextInt(10) == 0 ? 300_000 : 3_000)];
    if (random.nextBoolean()) {
      random.nextBytes(bytes); // does not compress
    } else {
      bytes[random.nextInt(bytes.length)] = 1; // compresses well
    }
    return bytes;
  }

  private static byte[] bomb(int size) {
    Deflater deflater = new Deflater(9, true);
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    byte[] zeros = new byte[1 << 16];
    byte[] buffer = new byte[1 << 16];
    for (int sent = 0; sent < size; sent += zeros.length) {
      deflater.setInput(zeros);
      while (!deflater.needsInput()) {
        bomb.write(buffer, 0, deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH));
      }
    }
    deflater.end();
    return bomb.toByteArray();
  }

  private ByteBuf compressed() {
    ByteBuf all = Unpooled.buffer();
    drain(client, all);
    return all;
  }

  private static void drain(EmbeddedChannel channel, ByteBuf all) {
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      all.writeBytes(out);
      out.release();
    }
  }

  private void deliver(ByteBuf bytes, Random random) {
    List<ByteBuf> pieces = new ArrayList<>();
    while (bytes.isReadable()) {
      int size = 1 + random.nextInt(bytes.readableBytes());
      pieces.add(bytes.readBytes(size));
    }
    bytes.release();
    for (ByteBuf piece : pieces) {
      server.writeInbound(piece);
      if (random.nextBoolean()) {
        receiver.readAll(server);
      }
    }
  }

  /** Takes what comes and asks for more only when it is told to. */
  private static final class Receiver extends ChannelDuplexHandler {
    final ByteArrayOutputStream received = new ByteArrayOutputStream();
    int largest;
    boolean ended;
    Throwable failure;

    /** As the bridge to the stream does. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      failure = cause;
      var closing = context.close();
      assertThat(closing.isDone()).isTrue();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      largest = Math.max(largest, bytes.readableBytes());
      byte[] array = new byte[bytes.readableBytes()];
      bytes.readBytes(array);
      received.writeBytes(array);
      bytes.release();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      ended |= event == ChannelInputShutdownEvent.INSTANCE;
    }

    void readAll(EmbeddedChannel channel) {
      int before;
      do {
        before = received.size();
        channel.read();
      } while (received.size() > before);
    }
  }
}
