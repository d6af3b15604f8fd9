package io.herald.apps.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.config.Endpoint;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** Asks one node over HTTP. */
final class NodeClient {
  /** How long a node is waited for that does not accept, or does not answer a question. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** A node gives up a change after 60 s itself, and says so. */
  private static final Duration PATIENCE_WITH_CHANGES = Duration.ofSeconds(65);

  private static final int OK = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Endpoint node;
  private final Optional<SSLContext> tls;
  private final Optional<String> token;
  private final HttpClient client;

  /**
   * Connects to nothing yet.
   *
   * @param tls whom to trust and what to show; without it, plain HTTP
   * @param token of an HTTP caller
   */
  NodeClient(Endpoint node, Optional<SSLContext> tls, Optional<String> token) {
    this.node = node;
    this.tls = tls;
    this.token = token;
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE);
    tls.ifPresent(builder::sslContext);
    this.client = builder.build();
  }

  /** The node that is asked. */
  Endpoint node() {
    return node;
  }

  /** The JSON that a GET is answered with. */
  JsonNode get(RequestTarget target) throws NodeException, InterruptedException {
    return json(send(target, request(target).timeout(PATIENCE).GET()));
  }

  private JsonNode json(byte[] body) throws NodeException {
    try {
      return JSON.readTree(body);
    } catch (IOException notJson) {
      throw new NodeException(node + " does not answer as a Herald node: not JSON", notJson);
    }
  }

  /** The JSON that a search is answered with, which may take as long as a change. */
  JsonNode search(RequestTarget target) throws NodeException, InterruptedException {
    return json(send(target, request(target).timeout(PATIENCE_WITH_CHANGES).GET()));
  }

  /** Has something done, and answers the JSON that tells of it. */
  JsonNode change(RequestTarget target) throws NodeException, InterruptedException {
    return json(
        send(target, request(target).timeout(PATIENCE_WITH_CHANGES).POST(BodyPublishers.noBody())));
  }

  /** Has something done. */
  void post(RequestTarget target) throws NodeException, InterruptedException {
    post(target, new byte[0]);
  }

  /** Has something done with a body. */
  void post(RequestTarget target, byte[] body) throws NodeException, InterruptedException {
    send(
        target,
        request(target).timeout(PATIENCE_WITH_CHANGES).POST(BodyPublishers.ofByteArray(body)));
  }

  private HttpRequest.Builder request(RequestTarget target) throws NodeException {
    String scheme = tls.isPresent() ? "https://" : "http://";
    HttpRequest.Builder request;
    try {
      request = HttpRequest.newBuilder(URI.create(scheme + node + target));
    } catch (IllegalArgumentException noHost) { // such as one with an underscore
      throw new NodeException(node + ": no host name that HTTP allows", noHost);
    }
    token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    return request;
  }

  private byte[] send(RequestTarget target, HttpRequest.Builder request)
      throws NodeException, InterruptedException {
    try {
      HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
      if (answer.statusCode() != OK) {
        throw new NodeException(refusal(target, answer));
      }
      return answer.body();
    } catch (HttpTimeoutException late) {
      throw new NodeException(node + " does not answer in time", late);
    } catch (ConnectException | UnresolvedAddressException nobody) {
      throw new NodeException(node + " does not answer", nobody);
    } catch (SSLException refused) {
      throw new NodeException(node + ": no TLS with it: " + refused.getMessage(), refused);
    } catch (IOException failure) {
      throw new NodeException(
          node + " does not answer as a Herald node (" + failure + ")", failure);
    }
  }

  private String refusal(RequestTarget target, HttpResponse<byte[]> answer) {
    String path = target.toString().replaceAll("\\?.*", "");
    String refusal = "%s answers %d to %s".formatted(node, answer.statusCode(), path);
    try {
      JsonNode json = JSON.readTree(answer.body());
      String message = json.path("message").asText();
      int httpsPort = json.path("https_port").asInt();
      return refusal
          + (message.isEmpty() ? "" : ": " + message)
          + (httpsPort == 0 ? "" : " (it speaks HTTPS at port " + httpsPort + ")");
    } catch (IOException notJson) {
      return refusal;
    }
  }
}
