package io.herald.benchmarks;

import com.sun.management.UnixOperatingSystemMXBean;
import io.herald.client.NsqConnection;
import io.herald.client.ProcessUsage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A broker to load, written {@code name=host:port} with {@code /httpPort} and {@code @pid} if
 * known: {@code herald=127.0.0.1:4150/4151@1234}. The HTTP port lets used topics be deleted, the
 * pid lets memory and CPU be read.
 */
record Target(String name, InetSocketAddress tcp, Optional<Integer> httpPort, Optional<Long> pid) {
  private static final Pattern FORM =
      Pattern.compile("(?:([^=]+)=)?([^:]+):(\\d+)(?:/(\\d+))?(?:@(\\d+))?");

  /** What a process has open besides connections: jars, logs, a few files of the store. */
  private static final int OTHER_FILES = 200;

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  static Target parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException("not name=host:port/httpPort@pid: " + text);
    }
    return new Target(
        form.group(1) == null ? text : form.group(1),
        new InetSocketAddress(form.group(2), Integer.parseInt(form.group(3))),
        Optional.ofNullable(form.group(4)).map(Integer::valueOf),
        Optional.ofNullable(form.group(5)).map(Long::valueOf));
  }

  /** CPU seconds of the server so far; 0 if its pid is not known. */
  double cpuSeconds() {
    return pid.map(id -> new ProcessUsage(id).cpu().toMillis() / 1000.0).orElse(0.0);
  }

  /** Resident MiB of the server; 0 if its pid is not known. */
  long residentMebibytes() {
    return pid.map(id -> new ProcessUsage(id).residentBytes() / (1024 * 1024)).orElse(0L);
  }

  /** Throws if this process or the server may not have so many connections. */
  void requireConnections(int connections) {
    long here =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getMaxFileDescriptorCount()
            : Long.MAX_VALUE;
    requireOpenFiles(here, connections, "the load generator");
    pid.ifPresent(id -> requireOpenFiles(new ProcessUsage(id).openFilesMax(), connections, name));
  }

  private static void requireOpenFiles(long max, int connections, String who) {
    int needed = connections + OTHER_FILES;
    if (max < needed) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s may have %d files open, but %d connections need %d: raise its ulimit -n",
              who,
              max,
              connections,
              needed));
    }
  }

  /** Makes the channel by subscribing once, so that it holds what is published from now on. */
  void createChannel(String topic, String channel) throws IOException {
    try (NsqConnection connection = NsqConnection.open(tcp)) {
      connection.sub(topic, channel);
    }
  }

  /** Makes a channel that begins where history begins (Herald only). */
  void createChannelFromBeginning(String topic, String channel)
      throws IOException, InterruptedException {
    String path = "/channel/create?from=beginning&topic=" + topic + "&channel=" + channel;
    int status = post(path).statusCode();
    if (status != 200) {
      throw new IOException(path + " was answered with " + status);
    }
  }

  /** Frees what a measurement left; does nothing if the HTTP port is not known. */
  void deleteTopic(String topic) throws IOException, InterruptedException {
    if (httpPort.isPresent()) {
      post("/topic/delete?topic=" + topic);
    }
  }

  private HttpResponse<Void> post(String path) throws IOException, InterruptedException {
    int port = httpPort.orElseThrow(() -> new IOException("the HTTP port of " + name + "?"));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + tcp.getHostString() + ":" + port + path))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    return HTTP.send(request, BodyHandlers.discarding());
  }
}
