package io.herald.protocol.command;

import io.herald.protocol.error.ErrorCode;
import io.herald.protocol.error.ProtocolException;

/**
 * Walks through the messages of an MPUB as they arrive, so that a body in many chunks is walked
 * once. As in nsqd the messages decide where the body ends, not the size declared in front of it.
 */
final class MpubScan {
  /** Distance from the command's first byte to the next unseen message size; 0 = not begun. */
  private int position;

  private int count;
  private int seen;
  private int bodyBytes;

  void reset() {
    position = 0;
    seen = 0;
    bodyBytes = 0;
  }

  /** Goes on as far as the input reaches; answers whether all messages have arrived. */
  boolean advance(InputBuffer input, int countAt, ProtocolLimits limits) throws ProtocolException {
    if (position == 0) {
      if (!input.has(countAt, 4)) {
        return false;
      }
      count = checkedCount(input.int32(countAt), limits);
      position = countAt + 4 - input.at();
    }
    while (seen < count) {
      int sizeAt = input.at() + position;
      if (!input.has(sizeAt, 4)) {
        return false;
      }
      int size = checkedSize(input.int32(sizeAt), limits);
      if (!input.has(sizeAt + 4, size)) {
        return false;
      }
      position += 4 + size;
      bodyBytes += size;
      seen++;
      if (bodyBytes > limits.bodyBytesMax()) {
        throw new ProtocolException(
            ErrorCode.E_BAD_BODY, "MPUB body too big, more than " + limits.bodyBytesMax());
      }
    }
    return true;
  }

  private static int checkedCount(int count, ProtocolLimits limits) throws ProtocolException {
    // nsqd's bound: 4 bytes of count, then at least 5 bytes a message
    if (count <= 0 || count > (limits.bodyBytesMax() - 4) / 5) {
      throw new ProtocolException(ErrorCode.E_BAD_BODY, "MPUB invalid message count " + count);
    }
    return count;
  }

  private int checkedSize(int size, ProtocolLimits limits) throws ProtocolException {
    if (size <= 0) {
      throw new ProtocolException(
          ErrorCode.E_BAD_MESSAGE, "MPUB invalid message(" + seen + ") body size " + size);
    }
    if (size > limits.messageBytesMax()) {
      throw new ProtocolException(
          ErrorCode.E_BAD_MESSAGE,
          "MPUB message too big " + size + " > " + limits.messageBytesMax());
    }
    return size;
  }

  int end(InputBuffer input) {
    return input.at() + position;
  }

  int count() {
    return count;
  }

  int bodyBytes() {
    return bodyBytes;
  }
}
