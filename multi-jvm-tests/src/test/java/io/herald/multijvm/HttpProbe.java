package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** Plain requests to one HTTP address of a broker; redirects are not followed. */
public final class HttpProbe {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final String base;

  public HttpProbe(InetSocketAddress address) {
    base = "http://" + address.getHostString() + ":" + address.getPort();
  }

  /** What came back. */
  public record Answer(int status, HttpResponse<byte[]> response) {
    public String text() {
      return new String(response.body(), UTF_8);
    }

    public JsonNode json() throws IOException {
      return MAPPER.readTree(response.body());
    }

    public Optional<String> header(String name) {
      return response.headers().firstValue(name);
    }
  }

  public Answer get(String path) throws IOException, InterruptedException {
    return request("GET", path, new byte[0]);
  }

  public Answer post(String path) throws IOException, InterruptedException {
    return request("POST", path, new byte[0]);
  }

  public Answer post(String path, byte[] body) throws IOException, InterruptedException {
    return request("POST", path, body);
  }

  public Answer post(String path, String body) throws IOException, InterruptedException {
    return request("POST", path, body.getBytes(UTF_8));
  }

  public Answer put(String path, String body) throws IOException, InterruptedException {
    return request("PUT", path, body.getBytes(UTF_8));
  }

  public Answer request(String method, String path, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(TIMEOUT)
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
            .build();
    HttpResponse<byte[]> response = CLIENT.send(request, BodyHandlers.ofByteArray());
    return new Answer(response.statusCode(), response);
  }

  /** The topic's object in /stats, or a missing node. */
  public JsonNode topicStats(String topic) throws IOException, InterruptedException {
    return get("/stats?format=json&topic=" + topic.replace("#", "%23")).json().at("/topics/0");
  }

  /** The channel's object in /stats, or a missing node. */
  public JsonNode channelStats(String topic, String channel)
      throws IOException, InterruptedException {
    for (JsonNode node : topicStats(topic).path("channels")) {
      if (node.path("channel_name").asText().equals(channel)) {
        return node;
      }
    }
    return topicStats(topic).path("no such channel");
  }
}
