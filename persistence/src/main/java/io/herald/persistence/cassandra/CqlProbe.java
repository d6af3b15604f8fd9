package io.herald.persistence.cassandra;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Optional;

/**
 * Asks a server whether it answers CQL, without a driver: that one would go to 127.0.0.1 instead of
 * a host that it does not know, and logs a stack trace for what is no Cassandra.
 */
public final class CqlProbe {
  private static final int TIMEOUT_MILLIS = 5000;
  private static final int HEADER_BYTES = 9;
  private static final int OPCODE = 4;
  private static final byte SUPPORTED = 0x06;

  /** Version 4, no flags, stream 0, opcode OPTIONS, no body. */
  private static final byte[] OPTIONS = {4, 0, 0, 0, 5, 0, 0, 0, 0};

  private CqlProbe() {}

  /** Whether an OPTIONS request is answered. */
  public static boolean answers(String host, int port) {
    return problem(new InetSocketAddress(host, port)).isEmpty();
  }

  /** Why an OPTIONS request is not answered, in a few words; nothing if it is. */
  static Optional<String> problem(InetSocketAddress address) {
    if (address.isUnresolved()) {
      return Optional.of("unknown host " + address.getHostString());
    }
    try (Socket socket = new Socket()) {
      socket.connect(address, TIMEOUT_MILLIS);
      return problem(socket);
    } catch (IOException unreachable) {
      return Optional.of(unreachable.getMessage());
    }
  }

  private static Optional<String> problem(Socket socket) throws IOException {
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.getOutputStream().write(OPTIONS);
    byte[] header = new byte[HEADER_BYTES];
    try {
      new DataInputStream(socket.getInputStream()).readFully(header);
    } catch (EOFException hungUp) {
      return Optional.of("it closes the connection");
    } catch (SocketTimeoutException silent) {
      return Optional.of("it is silent");
    }
    return header[OPCODE] == SUPPORTED ? Optional.empty() : Optional.of("it does not speak CQL");
  }
}
