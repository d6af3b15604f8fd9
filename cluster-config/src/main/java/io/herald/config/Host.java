package io.herald.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32;

/** What the defaults need to know about this machine. */
final class Host {
  private static final Path KERNEL_NAME = Path.of("/proc/sys/kernel/hostname");
  private static final int NODE_IDS = 1024;

  private Host() {}

  /** The host name, asked of the kernel first because the resolver can be slow or absent. */
  static String name() {
    try {
      if (Files.isReadable(KERNEL_NAME)) {
        return Files.readString(KERNEL_NAME).strip();
      }
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "localhost";
    } catch (IOException unreadable) {
      return "localhost";
    }
  }

  /** nsqd's default node id: CRC-32 of the MD5 of the host name, modulo 1024. */
  static int nodeId() {
    try {
      CRC32 crc = new CRC32();
      crc.update(MessageDigest.getInstance("MD5").digest(name().getBytes(StandardCharsets.UTF_8)));
      return (int) (crc.getValue() % NODE_IDS);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every JDK has MD5", impossible);
    }
  }

  static long heapBytes() {
    return Runtime.getRuntime().maxMemory();
  }

  static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }
}
