package io.herald.lookup.tcp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.StringJoiner;

/** Addresses as Go prints them: {@code 10.0.0.1:4150}, {@code [::1]:4150}. */
final class SocketName {
  private static final int GROUP_COUNT = 8;

  private SocketName() {}

  static String of(InetSocketAddress socket) {
    InetAddress address = socket.getAddress();
    String host =
        address instanceof Inet6Address six
            ? "[" + text(six.getAddress()) + "]"
            : address.getHostAddress();
    return host + ":" + socket.getPort();
  }

  /** RFC 5952: the longest run of two or more zero groups becomes {@code ::}. */
  static String text(byte[] address) {
    int[] groups = new int[GROUP_COUNT];
    for (int i = 0; i < GROUP_COUNT; i++) {
      groups[i] = (address[2 * i] & 0xff) << 8 | (address[2 * i + 1] & 0xff);
    }
    int from = 0;
    int length = 0;
    for (int i = 0; i < GROUP_COUNT; i++) {
      int run = zeroRun(groups, i);
      if (run > length) {
        from = i;
        length = run;
      }
    }
    if (length < 2) {
      return joined(groups, 0, GROUP_COUNT);
    }
    return joined(groups, 0, from) + "::" + joined(groups, from + length, GROUP_COUNT);
  }

  private static int zeroRun(int[] groups, int from) {
    int to = from;
    while (to < GROUP_COUNT && groups[to] == 0) {
      to++;
    }
    return to - from;
  }

  private static String joined(int[] groups, int from, int to) {
    StringJoiner joined = new StringJoiner(":");
    for (int i = from; i < to; i++) {
      joined.add(Integer.toHexString(groups[i]));
    }
    return joined.toString();
  }
}
