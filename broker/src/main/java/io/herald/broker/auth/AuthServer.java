package io.herald.broker.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.config.AuthRequestMethod;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where one auth server is, and what a request to it looks like (nsqd's auth server protocol):
 * {@code GET …?common_name=&remote_ip=&secret=&tls=}, or {@code POST} with a JSON object of the
 * same keys, each with an array of one text.
 */
final class AuthServer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String UNRESERVED = "-_.~";

  private final String endpoint;
  private final String name;
  private final String credentials;

  private AuthServer(URI uri) {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    this.name = uri.getHost() + port;
    this.endpoint = uri.getScheme() + "://" + name + uri.getRawPath() + query;
    this.credentials = uri.getUserInfo();
  }

  /**
   * A server at {@code host:port}, where {@code /auth} is asked, or at a URL, which may hold a
   * user's name and password.
   *
   * @throws IllegalStateException if it is neither; the message does not repeat the address, which
   *     may hold a password
   */
  static AuthServer at(String address) {
    try {
      URI uri = new URI(address.contains("://") ? address : "http://" + address + "/auth");
      boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (isHttp && uri.getHost() != null && uri.getPort() <= 65_535) {
        return new AuthServer(uri);
      }
    } catch (URISyntaxException broken) {
      // as any other address that cannot be asked
    }
    throw new IllegalStateException(
        "--auth-http-address: an address is neither host:port nor an http or https URL"
            + " (the name of a host cannot hold _)");
  }

  /** Host and port, for log lines: the rest of a URL may be nobody's business. */
  String name() {
    return name;
  }

  /** The request that asks about a client. */
  HttpRequest request(AuthRequestMethod method, AuthQuery query) {
    HttpRequest.Builder request =
        method == AuthRequestMethod.POST
            ? HttpRequest.newBuilder(URI.create(endpoint))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(json(query)))
            : HttpRequest.newBuilder(URI.create(withQuery(query))).GET();
    if (credentials != null) {
      request.header(
          "Authorization",
          "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8)));
    }
    return request.header("Accept", "application/vnd.nsq; version=1.0").build();
  }

  private String withQuery(AuthQuery query) {
    StringBuilder uri = new StringBuilder(endpoint);
    uri.append(endpoint.indexOf('?') < 0 ? '?' : '&').append("common_name=");
    encode(query.tls().commonName().getBytes(UTF_8), uri);
    encode(query.remoteIp().getBytes(UTF_8), uri.append("&remote_ip="));
    encode(query.secret(), uri.append("&secret="));
    return uri.append("&tls=").append(query.tls().tls()).toString();
  }

  /** As in a form; the bytes of a secret need not be text. */
  private static void encode(byte[] value, StringBuilder to) {
    for (byte octet : value) {
      char letter = (char) (octet & 0xff);
      boolean isPlain = letter < 128 && Character.isLetterOrDigit(letter);
      if (isPlain || UNRESERVED.indexOf(letter) >= 0) {
        to.append(letter);
      } else if (letter == ' ') {
        to.append('+');
      } else {
        to.append('%').append(hex(letter >> 4)).append(hex(letter & 15));
      }
    }
  }

  private static char hex(int digit) {
    return "0123456789ABCDEF".charAt(digit);
  }

  private static byte[] json(AuthQuery query) {
    Map<String, List<String>> form = new TreeMap<>();
    form.put("common_name", List.of(query.tls().commonName()));
    form.put("remote_ip", List.of(query.remoteIp()));
    form.put("secret", List.of(new String(query.secret(), UTF_8)));
    form.put("tls", List.of(Boolean.toString(query.tls().tls())));
    try {
      return JSON.writeValueAsBytes(form);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("texts that are no JSON"); // the cause may quote them
    }
  }
}
