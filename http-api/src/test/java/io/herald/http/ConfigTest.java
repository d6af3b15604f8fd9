package io.herald.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.config.SettingsLoader;
import io.herald.http.HttpProbe.Reply;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** /config/:opt; {@link LogLevelTest} has the log's level. */
class ConfigTest {
  private static final String JSON = "application/json; charset=utf-8";

  @RegisterExtension
  static final TestNode node =
      TestNode.start(
          "--tcp-address=127.0.0.1:24150",
          "--msg-timeout=30s",
          "--max-deflate-level=4",
          "--auth-http-address=http://user:secret@h/auth?key=secret",
          "--auth-http-address=h:1");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id_is_a_number|id|\\d+",
        "a_duration_in_nanoseconds|msg_timeout|30000000000",
        "a_size|max_msg_size|1048576",
        "another_size|max_body_size|5242880",
        "the_memory_queue|mem_queue_size|10000",
        "an_empty_list|e2e_processing_latency_percentiles|\\[\\]",
        "addresses_without_secrets|auth_http_addresses|\\[\"http://...@h/auth[?]...\",\"h:1\"\\]",
        "a_switch|snappy|true",
        "another_switch|deflate|true",
        "a_level|max_deflate_level|4",
        "nobody_needs_tls|tls_required|0",
        "tls_1.2_as_gos_number|tls_min_version|771",
        "a_timeout|http_client_connect_timeout|2000000000",
        "another_timeout|http_client_request_timeout|5000000000",
        "a_bool_of_statsd|statsd_mem_stats|true",
        "its_packets|statsd_udp_packet_size|508",
        "its_interval|statsd_interval|60000000000",
        "what_herald_lacks|queue_scan_worker_pool_max|0",
        "deferral|max_defer_timeout|2592000000000000"
      })
  void whatIsNoTextIsJson(String name, String option, String value) {
    Reply reply = node.probe().get("/config/" + option);

    assertThat(reply.text()).as(name).matches(value);
    assertThat(reply.headers()).containsEntry("content-type", JSON);
  }

  @ParameterizedTest
  @CsvSource({
    "tcp_address, 127.0.0.1:24150",
    "broadcast_address, bhost",
    "http_address, 0.0.0.0:4151",
    "https_address, 0.0.0.0:4152",
    "auth_http_request_method, get",
    "statsd_prefix, nsq.%s",
    "http_auth, none",
    "durability, power",
    "retention_age, 72h"
  })
  void aTextIsBare(String option, String value) {
    Reply reply = node.probe().get("/config/" + option);

    assertThat(reply.text()).isEqualTo(value);
    assertThat(reply.headers()).containsEntry("content-type", "text/plain; charset=utf-8");
  }

  @Test
  void optionsOfTlsHaveNsqdsForms() {
    ConfigOptions options =
        new ConfigOptions(
            SettingsLoader.load(
                List.of(
                    "--tls-cert=/etc/cert.pem",
                    "--tls-key=/etc/key.pem",
                    "--tls-client-auth-policy=require-verify",
                    "--tls-min-version=tls1.3"),
                Map.of()));

    assertThat(options.find("tls_cert")).contains("/etc/cert.pem");
    assertThat(options.find("tls_key")).contains("/etc/key.pem");
    assertThat(options.find("tls_root_ca_file")).contains("");
    assertThat(options.find("tls_client_auth_policy")).contains("require-verify");
    assertThat(options.find("tls_required")).as("implied: true").contains(2);
    assertThat(options.find("tls_min_version")).contains(0x0304);
    assertThat(options.find("auth_http_address")).isEmpty();
  }

  @Test
  void anEmptyTextHasNoContentType() {
    Reply reply = node.probe().get("/config/tls_cert");

    assertThat(reply.code()).isEqualTo(200);
    assertThat(reply.headers()).doesNotContainKey("content-type");
  }

  @Test
  void lookupdAddressesAreKeptAndShown() {
    assertThat(put("/config/nsqlookupd_tcp_addresses", "[\"a:4160\"]").text())
        .isEqualTo("[\"a:4160\"]");
    assertThat(node.probe().get("/config/nsqlookupd_tcp_addresses").text())
        .isEqualTo("[\"a:4160\"]");
    assertThat(put("/config/nsqlookupd_tcp_addresses", "[1]").code()).isEqualTo(400);
    assertThat(put("/config/nsqlookupd_tcp_addresses", "[]").text()).isEqualTo("[]");
  }

  private static Reply put(String target, String body) {
    return node.probe().send("PUT", target, body.getBytes(UTF_8));
  }
}
