package io.herald.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.herald.broker.stats.ChannelStats;
import io.herald.broker.stats.ClientAuth;
import io.herald.broker.stats.ClientIdentity;
import io.herald.broker.stats.ClientStats;
import io.herald.broker.stats.ConnectionCounters;
import io.herald.broker.stats.ConnectionCounters.Reason;
import io.herald.broker.stats.Counter;
import io.herald.broker.stats.MemoryStats;
import io.herald.broker.stats.TopicStats;
import io.herald.broker.stats.Transport;
import io.herald.config.HeraldVersion;
import io.herald.protocol.name.TopicName;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** /stats?format=json: nsqd's fields, names and order (nsqd, stats.go and client_v2.go). */
final class StatsJson {
  private final StatsView view;
  private final String health;

  private StatsJson(StatsView view, String health) {
    this.view = view;
    this.health = health;
  }

  static byte[] write(StatsView view, String health) {
    return GoJson.write(new StatsJson(view, health)::write);
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("version", HeraldVersion.NSQ_VERSION);
    json.writeStringField("health", health);
    json.writeNumberField("start_time", view.stats().startedAt().getEpochSecond());
    json.writeFieldName("topics");
    writeTopics(json);
    if (view.includeMemory()) {
      json.writeFieldName("memory");
      MemoryJson.write(json, MemoryStats.read());
    }
    json.writeFieldName("producers");
    writeProducers(json);
    writeConnections(json, view.stats().connectionCounters());
    json.writeEndObject();
  }

  /** nsqd has nothing of the kind; at the end, so that all before is as in nsqd. */
  private static void writeConnections(JsonGenerator json, ConnectionCounters counters)
      throws IOException {
    json.writeObjectFieldStart("connections");
    json.writeNumberField("open", counters.open());
    json.writeNumberField("refused_total", counters.refused(Reason.TOTAL));
    json.writeNumberField("refused_per_address", counters.refused(Reason.PER_ADDRESS));
    json.writeNumberField("failed_handshakes", counters.refused(Reason.HANDSHAKE));
    json.writeNumberField("first_command_timeouts", counters.refused(Reason.FIRST_COMMAND));
    json.writeEndObject();
  }

  private void writeTopics(JsonGenerator json) throws IOException {
    Optional<Collection<TopicStats>> topics = view.topics();
    if (topics.isEmpty()) {
      json.writeNull();
      return;
    }
    json.writeStartArray();
    for (TopicStats topic : topics.get()) {
      writeTopic(json, topic);
    }
    json.writeEndArray();
  }

  private void writeTopic(JsonGenerator json, TopicStats topic) throws IOException {
    json.writeStartObject();
    json.writeStringField("topic_name", topic.name().value());
    json.writeArrayFieldStart("channels");
    for (ChannelStats channel : view.channels(topic)) {
      writeChannel(json, channel);
    }
    json.writeEndArray();
    json.writeNumberField("depth", topic.depth.value());
    json.writeNumberField("backend_depth", 0);
    json.writeNumberField("message_count", topic.messageCount.value());
    json.writeNumberField("message_bytes", topic.messageBytes.value());
    json.writeBooleanField("paused", topic.paused());
    writeLatency(json);
    json.writeNumberField("partitions", topic.storedBytes.partitions().count()); // nsqd has none
    json.writeNumberField("stored_bytes", topic.storedBytes.value());
    json.writeEndObject();
  }

  private void writeChannel(JsonGenerator json, ChannelStats channel) throws IOException {
    List<ClientStats> clients = List.copyOf(channel.clients());
    json.writeStartObject();
    json.writeStringField("channel_name", channel.name().value());
    json.writeNumberField("depth", channel.depth.value());
    json.writeNumberField("backend_depth", channel.backendDepth.value());
    json.writeNumberField("in_flight_count", channel.inFlightCount.value());
    json.writeNumberField("deferred_count", channel.deferredCount.value());
    json.writeNumberField("message_count", channel.messageCount.value());
    json.writeNumberField("requeue_count", channel.requeueCount.value());
    json.writeNumberField("timeout_count", channel.timeoutCount.value());
    json.writeNumberField("client_count", clients.size());
    json.writeFieldName("clients");
    if (view.includeClients()) {
      writeClients(json, clients);
    } else {
      json.writeNull();
    }
    json.writeBooleanField("paused", channel.paused());
    writeLatency(json);
    json.writeNumberField("dropped_count", channel.droppedCount.value());
    json.writeNumberField("dead_lettered_count", channel.deadLetteredCount.value());
    json.writeNumberField("expired_count", channel.expiredCount.value()); // nsqd has none of these
    json.writeEndObject();
  }

  private void writeProducers(JsonGenerator json) throws IOException {
    List<ClientStats> producers = view.producers();
    if (producers.isEmpty()) {
      json.writeNull();
    } else {
      writeClients(json, producers);
    }
  }

  private void writeClients(JsonGenerator json, Collection<ClientStats> clients)
      throws IOException {
    json.writeStartArray();
    for (ClientStats client : clients) {
      writeClient(json, client);
    }
    json.writeEndArray();
  }

  private void writeClient(JsonGenerator json, ClientStats client) throws IOException {
    ClientIdentity identity = client.identity();
    Transport transport = client.transport();
    json.writeStartObject();
    json.writeStringField("client_id", identity.clientId());
    json.writeStringField("hostname", identity.hostname());
    json.writeStringField("version", "V2");
    json.writeStringField("remote_address", client.remoteAddress());
    json.writeNumberField("state", client.phase().statsCode());
    json.writeNumberField("ready_count", client.readyCount.value());
    json.writeNumberField("in_flight_count", client.inFlightCount.value());
    json.writeNumberField("message_count", client.messageCount.value());
    json.writeNumberField("finish_count", client.finishCount.value());
    json.writeNumberField("requeue_count", client.requeueCount.value());
    json.writeNumberField("connect_ts", client.connectedAt().getEpochSecond());
    json.writeNumberField("sample_rate", identity.sampleRate());
    json.writeBooleanField("deflate", transport.deflate());
    json.writeBooleanField("snappy", transport.snappy());
    json.writeStringField("user_agent", identity.userAgent());
    writeAuth(json, client.auth());
    json.writeStringField("topology_zone", identity.topologyZone());
    json.writeStringField("topology_region", identity.topologyRegion());
    writePublished(json, view.published(client));
    writeTls(json, transport);
    json.writeEndObject();
  }

  /** Like nsqd's omitempty: nothing is written of what is not there. */
  private static void writeAuth(JsonGenerator json, ClientAuth auth) throws IOException {
    if (auth.authed()) {
      json.writeBooleanField("authed", true);
    }
    if (!auth.identity().isEmpty()) {
      json.writeStringField("auth_identity", auth.identity());
    }
    if (!auth.identityUrl().isEmpty()) {
      json.writeStringField("auth_identity_url", auth.identityUrl());
    }
  }

  /** nsqd shows one topic of a producer, at random; here they are all listed. */
  private static void writePublished(
      JsonGenerator json, List<Map.Entry<TopicName, Counter>> published) throws IOException {
    if (published.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("pub_counts");
    for (Map.Entry<TopicName, Counter> entry : published) {
      json.writeStartObject();
      json.writeStringField("topic", entry.getKey().value());
      json.writeNumberField("count", entry.getValue().value());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeTls(JsonGenerator json, Transport transport) throws IOException {
    json.writeBooleanField("tls", transport.tls());
    json.writeStringField("tls_cipher_suite", transport.cipherSuite());
    json.writeStringField("tls_version", transport.tlsVersion());
    json.writeStringField("tls_negotiated_protocol", transport.negotiatedProtocol());
    json.writeBooleanField("tls_negotiated_protocol_is_mutual", transport.mutual());
  }

  /** Always there, because nsqadmin crashes without it. */
  private static void writeLatency(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("e2e_processing_latency");
    json.writeNumberField("count", 0);
    json.writeNullField("percentiles");
    json.writeEndObject();
  }
}
