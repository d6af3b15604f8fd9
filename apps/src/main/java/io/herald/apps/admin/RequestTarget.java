package io.herald.apps.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;

/** Path and query of a request to a node. */
final class RequestTarget {
  private final String text;

  private RequestTarget(String text) {
    this.text = text;
  }

  static RequestTarget of(String path) {
    return new RequestTarget(path);
  }

  /** The same with another parameter in its query. */
  RequestTarget with(String name, String value) {
    String separator = text.indexOf('?') < 0 ? "?" : "&";
    return new RequestTarget(
        text + separator + URLEncoder.encode(name, UTF_8) + "=" + URLEncoder.encode(value, UTF_8));
  }

  /** As it stands in the request. */
  @Override
  public String toString() {
    return text;
  }
}
