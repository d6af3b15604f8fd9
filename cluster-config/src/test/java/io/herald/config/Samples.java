package io.herald.config;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;

/** For each key a value that is not its default, and what the records hold under each key. */
final class Samples {
  private static final String TABLE =
      """
      node-name           another-node
      data-path           /var/lib/herald
      log-level           debug
      log-prefix          [test]
      tcp-address         127.0.0.1:5150
      broadcast-address   broker.example
      broadcast-tcp-port  5151
      broadcast-http-port 5152
      node-id             77
      mem-queue-size      123
      msg-timeout         1m5s
      max-msg-timeout     20m
      max-msg-size        2MiB
      max-body-size       6MiB
      max-req-timeout     2h
      max-heartbeat-interval 30s
      max-rdy-count       99
      max-output-buffer-size 32KiB
      max-output-buffer-timeout 31s
      min-output-buffer-timeout 26ms
      output-buffer-timeout 251ms
      max-channel-consumers 7
      snappy              false
      deflate             false
      max-deflate-level   4
      tls-cert            /etc/herald/cert.pem
      tls-key             /etc/herald/key.pem
      tls-root-ca-file    /etc/herald/ca.pem
      tls-client-auth-policy require-verify
      tls-required        tcp-https
      tls-min-version     tls1.3
      tls-reload-interval 7s
      auth-http-address   127.0.0.1:5158
      auth-http-request-method post
      http-client-connect-timeout 3s
      http-client-request-timeout 6s
      auth-max-requests   33
      max-auth-secret-size 4KiB
      max-auth-answer-size 2MiB
      statsd-address      127.0.0.1:8125
      statsd-prefix       herald.%s
      statsd-interval     30s
      statsd-mem-stats    false
      statsd-udp-packet-size 1400
      statsd-exclude-ephemeral true
      https-address       127.0.0.1:5159
      http-auth           token
      http-auth-file      /etc/herald/http-auth.conf
      search-scan-bytes   7MiB
      cluster-tls-path    /etc/herald/cluster
      max-connections     1000
      max-connections-per-address 100
      max-line-size       8KiB
      first-command-timeout 20s
      tls-handshake-timeout 4s
      max-defer-timeout   3h
      max-unacknowledged-publish-bytes 3MiB
      publish-budget-bytes 33MiB
      max-undelivered-bytes 300KiB
      tail-cache-bytes    34MiB
      max-deferred-per-channel 55
      trace-entries-max   5555
      publish-key-window  5m1s
      publish-keys-max    66
      loops               3
      task-quantum        5ms
      drain-timeout       7s
      store               embedded
      durability          process
      sync-interval       2s
      segment-bytes       32MiB
      event-bytes-max     100KiB
      cursor-flush-interval 50ms
      retention-age       1h30m
      retention-bytes     1GiB
      retention-check-interval 1m1s
      http-address        127.0.0.1:5153
      console-address     127.0.0.1:5154
      http-max-connections 77
      lookup-tcp-address  127.0.0.1:5155
      lookup-http-address [::1]:5156
      inactive-producer-timeout 6m
      tombstone-lifetime  46s
      cluster-address     127.0.0.1:5157
      cluster-seed        10.0.0.1:2551
      cluster-name        orders
      cluster-join-timeout 1m
      cluster-failure-after 4s
      cluster-stable-after 6s
      default-partitions  3
      rebalance-interval  2s
      rebalance-threshold 35
      cassandra           10.0.0.2:9042
      cassandra-keyspace  orders
      cassandra-datacenter east
      cassandra-username  herald
      cassandra-password  secret
      require-durable-cassandra true
      lease-duration      9s
      """;

  private Samples() {}

  static Map<String, String> textsByKey() {
    Map<String, String> samples = new LinkedHashMap<>();
    TABLE
        .lines()
        .forEach(line -> samples.put(line.replaceAll(" .*", ""), line.replaceAll("^.* ", "")));
    return samples;
  }

  /** All record components by key, as text. */
  static Map<String, String> held(Settings settings) throws ReflectiveOperationException {
    Map<String, String> held = new LinkedHashMap<>();
    for (RecordComponent area : Settings.class.getRecordComponents()) {
      Object areaSettings = area.getAccessor().invoke(settings);
      for (RecordComponent component : area.getType().getRecordComponents()) {
        String key = RecordReader.kebabCase(component.getName());
        Object value = component.getAccessor().invoke(areaSettings);
        held.put(key, write(SettingTable.byName(key).orElseThrow(), value));
      }
    }
    return held;
  }

  @SuppressWarnings("unchecked") // a component holds what the setting of its name read
  private static <T> String write(Setting<T> setting, Object value) {
    return value instanceof String text
        ? text
        : setting.write((T) value); // secrets are not written
  }
}
