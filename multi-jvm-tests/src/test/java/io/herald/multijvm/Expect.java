package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.client.Frame;
import io.herald.client.NsqConnection;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;

/** What a client may expect on its connection next, as assertions. */
final class Expect {
  private Expect() {}

  /** The response {@code OK}. */
  static void ok(NsqConnection connection) throws IOException {
    response(connection, "OK");
  }

  /** A response frame with exactly this text. */
  static void response(NsqConnection connection, String text) throws IOException {
    Frame frame = connection.reply();
    assertThat(frame.type()).as(frame.text()).isEqualTo(Frame.RESPONSE);
    assertThat(frame.text()).isEqualTo(text);
  }

  /** An error frame with this code and a text, and then the end of the connection. */
  static void fatal(NsqConnection connection, String code) throws IOException {
    error(connection, code);
    closed(connection);
  }

  /** An error frame with this code and a text, and the connection goes on. */
  static void nonFatal(NsqConnection connection, String code) throws IOException {
    error(connection, code);
    open(connection);
  }

  /** Nothing but the end of the connection. */
  static void closed(NsqConnection connection) {
    assertThatThrownBy(
            () -> {
              Frame frame = connection.reply();
              throw new AssertionError("expected the end of the connection, got " + frame);
            })
        .isInstanceOfAny(EOFException.class, SocketException.class);
  }

  /** The connection still takes commands and answers them. */
  static void open(NsqConnection connection) throws IOException {
    connection.pub("probe-of-open-connections#ephemeral", "x");
  }

  private static void error(NsqConnection connection, String code) throws IOException {
    Frame frame = connection.reply();
    assertThat(frame.type()).as(frame.text()).isEqualTo(Frame.ERROR);
    assertThat(frame.errorCode()).as(frame.text()).isEqualTo(code);
    assertThat(frame.text()).startsWith(code + " ").hasSizeGreaterThan(code.length() + 1);
  }
}
