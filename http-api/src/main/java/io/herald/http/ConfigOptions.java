package io.herald.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.config.BrokerSettings;
import io.herald.config.Durability;
import io.herald.config.EffectiveValue;
import io.herald.config.LoadedSettings;
import io.herald.config.Settings;
import io.herald.config.StoreSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Values of /config/:opt. nsqd's options have nsqd's names and types (durations in nanoseconds);
 * what nsqd has and Herald has not shows as switched off. Herald's own keys are texts.
 */
final class ConfigOptions {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** nsqd's default, which it shows even with deflate off. */
  static final int DEFLATE_LEVEL_MAX = 6;

  private final Map<String, Object> values = new HashMap<>();

  ConfigOptions(LoadedSettings loaded) {
    for (EffectiveValue value : loaded.values()) {
      values.put(value.key().replace('-', '_'), value.value());
    }
    Settings settings = loaded.settings();
    values.remove("node_id"); // nsqd calls it id
    putAddresses(settings);
    putProtocol(settings.broker());
    putStore(settings.store());
    putAbsentFeatures();
  }

  /** The value of an option: a bare text, or anything else as JSON. */
  Optional<Object> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** Whether an option of this name exists. */
  boolean knows(String name) {
    return values.containsKey(name);
  }

  static byte[] toJson(Object value) {
    return GoJson.write(json -> JSON.writeValue(json, value));
  }

  private void putAddresses(Settings settings) {
    BrokerSettings broker = settings.broker();
    values.put("id", broker.nodeId());
    values.put("log_prefix", settings.node().logPrefix());
    values.put("data_path", settings.node().dataPath().toString());
    values.put("tcp_address", broker.tcpAddress().toString());
    values.put("http_address", settings.http().httpAddress().toString());
    values.put("https_address", "");
    values.put("broadcast_address", broker.broadcastAddress());
    values.put("broadcast_tcp_port", broker.broadcastTcpPort());
    values.put("broadcast_http_port", broker.broadcastHttpPort());
  }

  private void putProtocol(BrokerSettings broker) {
    values.put("mem_queue_size", broker.memQueueSize());
    values.put("msg_timeout", nanos(broker.msgTimeout()));
    values.put("max_msg_timeout", nanos(broker.maxMsgTimeout()));
    values.put("max_msg_size", broker.maxMsgSize());
    values.put("max_body_size", broker.maxBodySize());
    values.put("max_req_timeout", nanos(broker.maxReqTimeout()));
    values.put("max_defer_timeout", nanos(broker.maxDeferTimeout()));
    values.put("max_heartbeat_interval", nanos(broker.maxHeartbeatInterval()));
    values.put("max_rdy_count", broker.maxRdyCount());
    values.put("max_output_buffer_size", broker.maxOutputBufferSize());
    values.put("max_output_buffer_timeout", nanos(broker.maxOutputBufferTimeout()));
    values.put("min_output_buffer_timeout", nanos(broker.minOutputBufferTimeout()));
    values.put("output_buffer_timeout", nanos(broker.outputBufferTimeout()));
    values.put("max_channel_consumers", broker.maxChannelConsumers());
  }

  private void putStore(StoreSettings store) {
    values.put("max_bytes_per_file", store.segmentBytes());
    values.put("sync_every", store.durability() == Durability.POWER ? 1 : 0);
    values.put("sync_timeout", nanos(store.syncInterval()));
  }

  private void putAbsentFeatures() {
    for (String text :
        List.of(
            "topology_region",
            "topology_zone",
            "statsd_address",
            "statsd_prefix",
            "auth_http_request_method",
            "tls_cert",
            "tls_key",
            "tls_client_auth_policy",
            "tls_root_ca_file")) {
      values.put(text, "");
    }
    for (String number :
        List.of(
            "queue_scan_selection_count",
            "queue_scan_worker_pool_max",
            "http_client_connect_timeout",
            "http_client_request_timeout",
            "statsd_interval",
            "statsd_udp_packet_size",
            "e2e_processing_latency_window_time",
            "tls_required",
            "tls_min_version")) {
      values.put(number, 0);
    }
    values.put("max_deflate_level", DEFLATE_LEVEL_MAX);
    for (String list :
        List.of("auth_http_addresses", "e2e_processing_latency_percentiles", "enable_experiment")) {
      values.put(list, List.of());
    }
    for (String flag :
        List.of("statsd_mem_stats", "statsd_exclude_ephemeral", "deflate", "snappy")) {
      values.put(flag, false);
    }
  }

  private static long nanos(Duration duration) {
    return duration.toNanos();
  }
}
