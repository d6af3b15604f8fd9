package io.herald.apps.cassandra;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Asks a server whether it answers CQL, without a driver. */
public final class CqlProbe {
  private static final int TIMEOUT_MILLIS = 2000;
  private static final int HEADER_BYTES = 9;
  private static final int OPCODE = 4;
  private static final byte SUPPORTED = 0x06;

  /** Version 4, no flags, stream 0, opcode OPTIONS, no body. */
  private static final byte[] OPTIONS = {4, 0, 0, 0, 5, 0, 0, 0, 0};

  private CqlProbe() {}

  /** Whether an OPTIONS request is answered. */
  public static boolean answers(String host, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(OPTIONS);
      byte[] header = new byte[HEADER_BYTES];
      new DataInputStream(socket.getInputStream()).readFully(header);
      return header[OPCODE] == SUPPORTED;
    } catch (IOException absent) {
      return false;
    }
  }
}
