package io.herald.http;

/**
 * One message per line: LF ends a line, CR stays part of it, empty lines are skipped (nsqd /mpub).
 */
final class TextSplitter implements MessageSplitter {
  private final BodyBuffer messages;
  private final int messageBytesMax;
  private boolean overlong;

  TextSplitter(BodyBuffer messages, int messageBytesMax) {
    this.messages = messages;
    this.messageBytesMax = messageBytesMax;
  }

  @Override
  public void feed(byte[] bytes, int length) {
    int start = 0;
    for (int at = 0; at < length; at++) {
      if (bytes[at] == '\n') {
        grow(bytes, start, at);
        endLine();
        start = at + 1;
      }
    }
    grow(bytes, start, length);
  }

  @Override
  public void end() {
    endLine();
  }

  @Override
  public BodyBuffer messages() {
    return messages;
  }

  @Override
  public boolean mayPublishEarly() {
    return true;
  }

  /** nsqd reads an overlong line to its end before it refuses it; so do we, without keeping it. */
  private void grow(byte[] bytes, int from, int to) {
    overlong = overlong || to - from > messageBytesMax - messages.openBytes();
    if (!overlong) {
      messages.append(bytes, from, to - from);
    }
  }

  private void endLine() {
    if (overlong) {
      throw new HttpError(413, "MSG_TOO_BIG");
    }
    if (messages.openBytes() > 0) {
      messages.close();
    }
  }
}
