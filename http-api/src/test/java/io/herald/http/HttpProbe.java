package io.herald.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.TreeMap;

/** Sends bytes to a server and reads one answer off the socket, as it is on the wire. */
record HttpProbe(int port, Sockets sockets) {
  private static final int TIMEOUT_MILLIS = 10_000;

  HttpProbe(int port) {
    this(port, Socket::new);
  }

  /** Opens connections. */
  interface Sockets {
    Socket open(String host, int port) throws IOException;
  }

  /** An answer: status line, headers by lower-case name without Date, body. */
  record Reply(String status, TreeMap<String, String> headers, byte[] body) {
    int code() {
      return Integer.parseInt(status.split(" ", 3)[1]);
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  Reply get(String target) {
    return send("GET", target, new byte[0]);
  }

  Reply post(String target, String body) {
    return send("POST", target, body.getBytes(StandardCharsets.UTF_8));
  }

  Reply send(String method, String target, byte[] body, String... headers) {
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: x\r\n");
    if (body.length > 0 || method.equals("POST") || method.equals("PUT")) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = Arrays.copyOf(start, start.length + body.length);
    System.arraycopy(body, 0, all, start.length, body.length);
    return parse(raw(all, method.equals("HEAD")));
  }

  /** What comes back until the answer is whole or the server closes; nothing if it just closes. */
  byte[] raw(byte[] request, boolean headOnly) {
    try (Socket socket = connect()) {
      try {
        socket.getOutputStream().write(request);
      } catch (IOException serverHasClosed) {
        // what it said before is still there to read
      }
      return read(socket.getInputStream(), headOnly);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  Socket connect() throws IOException {
    Socket socket = sockets.open("127.0.0.1", port);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return socket;
  }

  static byte[] read(InputStream in, boolean headOnly) throws IOException {
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    byte[] buffer = new byte[64 << 10];
    while (!isWhole(seen.toByteArray(), headOnly)) {
      int count;
      try {
        count = in.read(buffer);
      } catch (SocketTimeoutException silence) {
        throw new AssertionError("no whole answer, but: " + seen, silence);
      } catch (IOException reset) {
        count = -1;
      }
      if (count < 0) {
        break;
      }
      seen.write(buffer, 0, count);
    }
    return seen.toByteArray();
  }

  private static boolean isWhole(byte[] seen, boolean headOnly) {
    String text = new String(seen, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return false;
    }
    int length = contentLength(text.substring(0, end));
    return headOnly || (length >= 0 && seen.length >= end + 4 + length);
  }

  private static int contentLength(String head) {
    for (String line : head.split("\r\n", -1)) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        return Integer.parseInt(line.substring("content-length:".length()).trim());
      }
    }
    return -1;
  }

  static Reply parse(byte[] answer) {
    String text = new String(answer, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new AssertionError("not an HTTP answer: " + text);
    }
    String[] lines = text.substring(0, end).split("\r\n", -1);
    TreeMap<String, String> headers = new TreeMap<>();
    for (int i = 1; i < lines.length; i++) {
      String[] parts = lines[i].split(": ?", 2);
      headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
    }
    headers.remove("date");
    return new Reply(lines[0], headers, Arrays.copyOfRange(answer, end + 4, answer.length));
  }
}
