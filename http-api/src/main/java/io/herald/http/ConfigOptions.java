package io.herald.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.config.AuthSettings;
import io.herald.config.BrokerSettings;
import io.herald.config.Durability;
import io.herald.config.EffectiveValue;
import io.herald.config.LoadedSettings;
import io.herald.config.Settings;
import io.herald.config.StatsdSettings;
import io.herald.config.StoreSettings;
import io.herald.config.TlsRequired;
import io.herald.config.TlsSettings;
import io.herald.config.TlsVersion;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Values of /config/:opt. nsqd's options have nsqd's names and types (durations in nanoseconds);
 * what nsqd has and Herald has not shows as switched off. Herald's own keys are texts.
 */
final class ConfigOptions {
  private static final ObjectMapper JSON = new ObjectMapper();

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
    putTls(settings.tls());
    putAuth(settings.auth());
    putStatsd(settings.statsd());
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
    values.put("https_address", settings.http().httpsAddress().toString());
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
    values.put("deflate", broker.deflate());
    values.put("max_deflate_level", broker.maxDeflateLevel());
    values.put("snappy", broker.snappy());
  }

  private void putStore(StoreSettings store) {
    values.put("max_bytes_per_file", store.segmentBytes());
    values.put("sync_every", store.durability() == Durability.POWER ? 1 : 0);
    values.put("sync_timeout", nanos(store.syncInterval()));
  }

  /** Paths only; what is in the files is shown nowhere. */
  private void putTls(TlsSettings tls) {
    values.put("tls_cert", tls.tlsCert());
    values.put("tls_key", tls.tlsKey());
    values.put("tls_client_auth_policy", tls.tlsClientAuthPolicy().toString());
    values.put("tls_root_ca_file", tls.tlsRootCaFile());
    values.put("tls_required", requiredNumber(tls.tlsRequired()));
    values.put("tls_min_version", versionNumber(tls.tlsMinVersion()));
  }

  /** nsqd's numbers (nsqd.go). */
  private static int requiredNumber(TlsRequired required) {
    return switch (required) {
      case FALSE -> 0;
      case TCP_HTTPS -> 1;
      case TRUE -> 2;
    };
  }

  /** The protocol's own numbers, as Go has them. */
  private static int versionNumber(TlsVersion version) {
    return switch (version) {
      case TLS1_0 -> 0x0301;
      case TLS1_1 -> 0x0302;
      case TLS1_2 -> 0x0303;
      case TLS1_3 -> 0x0304;
    };
  }

  private void putAuth(AuthSettings auth) {
    values.remove("auth_http_address"); // nsqd has the plural
    values.put(
        "auth_http_addresses",
        auth.authHttpAddress().stream().map(ConfigOptions::withoutSecrets).toList());
    values.put(
        "auth_http_request_method", auth.authHttpRequestMethod().name().toLowerCase(Locale.ROOT));
    values.put("http_client_connect_timeout", nanos(auth.httpClientConnectTimeout()));
    values.put("http_client_request_timeout", nanos(auth.httpClientRequestTimeout()));
  }

  /** A URL may have a password in front of the host or a key in its query. */
  private static String withoutSecrets(String address) {
    return address.replaceFirst("//[^/?]*@", "//...@").replaceFirst("\\?.*", "?...");
  }

  private void putStatsd(StatsdSettings statsd) {
    values.put("statsd_address", statsd.statsdAddress());
    values.put("statsd_prefix", statsd.statsdPrefix());
    values.put("statsd_interval", nanos(statsd.statsdInterval()));
    values.put("statsd_mem_stats", statsd.statsdMemStats());
    values.put("statsd_udp_packet_size", statsd.statsdUdpPacketSize());
    values.put("statsd_exclude_ephemeral", statsd.statsdExcludeEphemeral());
  }

  private void putAbsentFeatures() {
    for (String text : List.of("topology_region", "topology_zone")) {
      values.put(text, "");
    }
    for (String number :
        List.of(
            "queue_scan_selection_count",
            "queue_scan_worker_pool_max",
            "e2e_processing_latency_window_time")) {
      values.put(number, 0);
    }
    for (String list : List.of("e2e_processing_latency_percentiles", "enable_experiment")) {
      values.put(list, List.of());
    }
  }

  private static long nanos(Duration duration) {
    return duration.toNanos();
  }
}
