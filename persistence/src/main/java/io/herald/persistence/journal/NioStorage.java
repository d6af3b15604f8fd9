package io.herald.persistence.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The real disk through {@link FileChannel}. */
final class NioStorage implements Storage {
  @Override
  public StorageFile open(Path path) throws IOException {
    return channel(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  @Override
  public StorageFile create(Path path) throws IOException {
    return channel(
        path,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Opens an existing file for reading only. */
  static StorageFile openToRead(Path path) throws IOException {
    return channel(path, StandardOpenOption.READ);
  }

  private static StorageFile channel(Path path, OpenOption... options) throws IOException {
    return new ChannelFile(FileChannel.open(path, options));
  }

  private record ChannelFile(FileChannel channel) implements StorageFile {
    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return channel.read(target, position);
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      return channel.write(source, position);
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void truncate(long bytes) throws IOException {
      channel.truncate(bytes);
    }

    @Override
    public long bytes() throws IOException {
      return channel.size();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
