package io.herald.http;

/** Cuts the body of an /mpub into messages, whatever pieces it arrives in. */
interface MessageSplitter {
  /**
   * Takes the next bytes.
   *
   * @throws HttpError if they break a rule
   */
  void feed(byte[] bytes, int length);

  /**
   * Takes the end of the body.
   *
   * @throws HttpError if it came too early
   */
  void end();

  /** The messages so far. */
  BodyBuffer messages();

  /** Whether messages may be published before the end is seen. */
  boolean mayPublishEarly();
}
