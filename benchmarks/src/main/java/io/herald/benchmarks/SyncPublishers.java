package io.herald.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.herald.client.CommandBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Many connections that publish and wait for each OK, on one thread: 64 threads would keep the
 * machine busy with each other, and the figure would be theirs.
 */
final class SyncPublishers implements Callable<Void> {
  private static final int ANSWER_BYTES_MAX = 1024;
  private static final int FRAME_HEADER_BYTES = 8;
  private static final int RESPONSE = 0;

  private final Target target;
  private final List<Stream> streams;
  private int open;

  /** What one connection publishes. */
  record Stream(String topic, NumberedMessages messages) {}

  /** One connection for each stream. */
  SyncPublishers(Target target, List<Stream> streams) {
    this.target = target;
    this.streams = streams;
  }

  private static final class Connection {
    final SocketChannel channel;
    final NumberedMessages messages;
    final ByteBuffer command;
    final int bodyAt;
    final ByteBuffer answers = ByteBuffer.allocate(ANSWER_BYTES_MAX);

    Connection(SocketChannel channel, Stream stream) {
      this.channel = channel;
      this.messages = stream.messages();
      byte[] line = ("PUB " + stream.topic() + "\n").getBytes(US_ASCII);
      this.bodyAt = line.length + Integer.BYTES;
      this.command = ByteBuffer.allocate(bodyAt + messages.bodySize());
      command.put(line).putInt(messages.bodySize());
    }
  }

  @Override
  public Void call() throws IOException {
    try (Selector selector = Selector.open()) {
      try {
        for (Stream stream : streams) {
          connect(selector, stream);
        }
        while (open > 0) {
          selector.select();
          for (SelectionKey key : selector.selectedKeys()) {
            read((Connection) key.attachment());
          }
          selector.selectedKeys().clear();
        }
      } finally {
        for (SelectionKey key : selector.keys()) {
          key.channel().close();
        }
      }
    }
    return null;
  }

  private void connect(Selector selector, Stream stream) throws IOException {
    SocketChannel channel = SocketChannel.open(target.tcp());
    channel.socket().setTcpNoDelay(true);
    write(channel, ByteBuffer.wrap(CommandBytes.MAGIC.getBytes(US_ASCII)));
    channel.configureBlocking(false);
    Connection connection = new Connection(channel, stream);
    channel.register(selector, SelectionKey.OP_READ, connection);
    open++;
    publishNext(connection);
  }

  private void publishNext(Connection connection) throws IOException {
    long number = connection.messages.take(1);
    if (number == connection.messages.count()) {
      open--;
      connection.channel.close();
      return;
    }
    connection.messages.write(connection.command.clear().position(connection.bodyAt), number);
    write(connection.channel, connection.command.clear());
  }

  /** Commands are short and one is out at a time, so the socket always takes them. */
  private static void write(SocketChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private void read(Connection connection) throws IOException {
    ByteBuffer answers = connection.answers;
    if (connection.channel.read(answers) < 0) {
      throw new IOException("closed by the broker");
    }
    answers.flip();
    while (answers.remaining() >= FRAME_HEADER_BYTES
        && answers.remaining() - Integer.BYTES >= answers.getInt(answers.position())) {
      int size = answers.getInt();
      int type = answers.getInt();
      byte[] data = new byte[size - Integer.BYTES];
      answers.get(data);
      String text = new String(data, US_ASCII);
      if (type == RESPONSE && text.equals("OK")) {
        publishNext(connection);
      } else if (type == RESPONSE && text.equals("_heartbeat_")) {
        write(connection.channel, ByteBuffer.wrap(CommandBytes.nop()));
      } else {
        throw new IOException("not acknowledged: " + text);
      }
    }
    answers.compact();
  }
}
