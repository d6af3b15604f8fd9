package io.herald.http;

/**
 * The binary form of /mpub: the MPUB body without its outer size. What follows the last message is
 * ignored, as nsqd does.
 *
 * <pre>
 * int32 n | n × (int32 size | body)
 * </pre>
 */
final class BinarySplitter implements MessageSplitter {
  /** A message takes five bytes at least; the count takes four (nsqd, readMPUB). */
  private static final int MESSAGE_BYTES_MIN = 5;

  private final BodyBuffer messages;
  private final int messageBytesMax;
  private final int bodyBytesMax;
  private int remaining = -1;
  private int number;
  private int numberBytes;
  private int missing;

  BinarySplitter(BodyBuffer messages, int messageBytesMax, int bodyBytesMax) {
    this.messages = messages;
    this.messageBytesMax = messageBytesMax;
    this.bodyBytesMax = bodyBytesMax;
  }

  @Override
  public void feed(byte[] bytes, int length) {
    int at = 0;
    while (at < length && remaining != 0) {
      if (missing > 0) {
        int taken = Math.min(missing, length - at);
        messages.append(bytes, at, taken);
        at += taken;
        missing -= taken;
        endBodyIfWhole();
      } else {
        takeNumberByte(bytes[at++]);
      }
    }
  }

  @Override
  public void end() {
    if (remaining != 0) {
      throw remaining < 0 ? badBody() : badMessage();
    }
  }

  @Override
  public BodyBuffer messages() {
    return messages;
  }

  @Override
  public boolean mayPublishEarly() {
    return false;
  }

  private void endBodyIfWhole() {
    if (missing == 0) {
      messages.close();
      remaining--;
    }
  }

  private void takeNumberByte(byte next) {
    number = number << 8 | (next & 0xFF);
    if (++numberBytes < Integer.BYTES) {
      return;
    }
    if (remaining < 0) {
      if (number <= 0 || number > (bodyBytesMax - Integer.BYTES) / MESSAGE_BYTES_MIN) {
        throw badBody();
      }
      remaining = number;
    } else {
      if (number <= 0 || number > messageBytesMax) {
        throw badMessage();
      }
      missing = number;
    }
    number = 0;
    numberBytes = 0;
  }

  private static HttpError badBody() {
    return new HttpError(413, "BAD_BODY");
  }

  private static HttpError badMessage() {
    return new HttpError(413, "BAD_MESSAGE");
  }
}
