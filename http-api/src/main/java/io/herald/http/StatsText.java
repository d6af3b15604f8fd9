package io.herald.http;

import io.herald.broker.stats.ChannelStats;
import io.herald.broker.stats.ClientStats;
import io.herald.broker.stats.Counter;
import io.herald.broker.stats.MemoryStats;
import io.herald.broker.stats.TopicStats;
import io.herald.config.HeraldVersion;
import io.herald.protocol.name.TopicName;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** /stats for people: nsqd's lines and columns (nsqd, printStats and ClientV2Stats.String). */
final class StatsText {
  private static final long NANOS_OF_MINUTE = 60_000_000_000L;

  private final StringBuilder out = new StringBuilder();
  private final StatsView view;
  private final Instant now;

  private StatsText(StatsView view, Instant now) {
    this.view = view;
    this.now = now;
  }

  static String write(StatsView view, String health, Instant now) {
    return new StatsText(view, now).write(health);
  }

  private String write(String health) {
    Instant start = view.stats().startedAt();
    line("nsqd v%s (Herald %s)", HeraldVersion.NSQ_VERSION, HeraldVersion.HERALD_VERSION);
    line("start_time %s", start.truncatedTo(ChronoUnit.SECONDS));
    line("uptime %s", goText(Duration.between(start, now)));
    line("\nHealth: %s", health);
    if (view.includeMemory()) {
      line("\nMemory:");
      MemoryStats.read().byName().forEach((name, value) -> line("   %-25s\t%d", name, value));
    }
    writeTopics(view.topics().orElse(List.of()));
    writeProducers(view.producers());
    return out.toString();
  }

  private void writeTopics(Collection<TopicStats> topics) {
    if (topics.isEmpty()) {
      line("\nTopics: None");
      return;
    }
    out.append("\nTopics:");
    for (TopicStats topic : topics) {
      line(
          "\n%s[%-15s] depth: %-5d be-depth: %-5d msgs: %-8d e2e%%: ",
          topic.paused() ? "*P " : "   ",
          topic.name(),
          topic.depth.value(),
          0,
          topic.messageCount.value());
      view.channels(topic).forEach(this::writeChannel);
    }
  }

  private void writeChannel(ChannelStats channel) {
    line(
        "%s[%-25s] depth: %-5d be-depth: %-5d inflt: %-4d def: %-4d re-q: %-5d timeout: %-5d"
            + " msgs: %-8d e2e%%: ",
        channel.paused() ? "   *P " : "      ",
        channel.name(),
        channel.depth.value(),
        channel.backendDepth.value(),
        channel.inFlightCount.value(),
        channel.deferredCount.value(),
        channel.requeueCount.value(),
        channel.timeoutCount.value(),
        channel.messageCount.value());
    if (view.includeClients()) {
      channel.clients().forEach(client -> line("        %s", describe(client)));
    }
  }

  private void writeProducers(List<ClientStats> producers) {
    if (producers.isEmpty()) {
      line("\nProducers: None");
      return;
    }
    line("\nProducers:");
    producers.forEach(client -> line("   %s", describe(client)));
  }

  private String describe(ClientStats client) {
    String address = client.remoteAddress();
    String who =
        "%s:%s %s"
            .formatted(
                client.identity().hostname(),
                address.substring(address.lastIndexOf(':') + 1),
                client.identity().userAgent());
    String connected =
        goText(Duration.between(client.connectedAt(), now).truncatedTo(ChronoUnit.SECONDS));
    List<Map.Entry<TopicName, Counter>> published = view.published(client);
    return published.isEmpty()
        ? describeConsumer(client, who, connected)
        : describeProducer(published, who, connected);
  }

  private static String describeProducer(
      List<Map.Entry<TopicName, Counter>> published, String who, String connected) {
    return String.format(
        Locale.ROOT,
        "[V2 %-21s] msgs: %-8d topics: %s connected: %s",
        who,
        published.stream().mapToLong(entry -> entry.getValue().value()).sum(),
        published.stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue().value())
            .collect(Collectors.joining(",")),
        connected);
  }

  private static String describeConsumer(ClientStats client, String who, String connected) {
    return String.format(
        Locale.ROOT,
        "[V2 %-21s] state: %d inflt: %-4d rdy: %-4d fin: %-8d re-q: %-8d msgs: %-8d connected: %s",
        who,
        client.phase().statsCode(),
        client.inFlightCount.value(),
        client.readyCount.value(),
        client.finishCount.value(),
        client.requeueCount.value(),
        client.messageCount.value(),
        connected);
  }

  /** A duration as Go prints it: {@code 1h2m3.5s}, without leading zero units. */
  static String goText(Duration duration) {
    String seconds =
        BigDecimal.valueOf(duration.toNanos() % NANOS_OF_MINUTE, 9)
            .stripTrailingZeros()
            .toPlainString();
    long minutes = duration.toMinutes();
    String small = minutes == 0 ? seconds + "s" : minutes % 60 + "m" + seconds + "s";
    return minutes < 60 ? small : minutes / 60 + "h" + small;
  }

  private void line(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
