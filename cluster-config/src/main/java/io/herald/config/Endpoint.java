package io.herald.config;

import java.net.InetSocketAddress;

/**
 * An address to listen on or to reach, written as in nsqd's flags: {@code host:port}, {@code :port}
 * for all interfaces, {@code [::1]:port} for IPv6. Port 0 asks the system for a free one.
 *
 * @param host name or IP address without brackets; {@code 0.0.0.0} for all interfaces
 * @param port 0 to 65535
 */
public record Endpoint(String host, int port) {
  private static final int PORT_MAX = 65_535;

  /** Parses {@code host:port}. */
  public static Endpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("no port");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw new IllegalArgumentException("an IPv6 address needs brackets");
    }
    if (host.indexOf('/') >= 0 || host.chars().anyMatch(Character::isWhitespace)) {
      throw new IllegalArgumentException("not a host name");
    }
    int port = Integer.parseInt(text.substring(colon + 1));
    if (port < 0 || port > PORT_MAX) {
      throw new IllegalArgumentException("port out of range");
    }
    return new Endpoint(host.isEmpty() ? "0.0.0.0" : host, port);
  }

  /** The same host with the port that was really bound. */
  public Endpoint withPort(int boundPort) {
    return new Endpoint(host, boundPort);
  }

  /** Resolves the host; for binding and connecting. */
  public InetSocketAddress socketAddress() {
    return new InetSocketAddress(host, port);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
