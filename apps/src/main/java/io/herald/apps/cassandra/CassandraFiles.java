package io.herald.apps.cassandra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The configuration that a server finds in its data directory; written anew at each start. */
record CassandraFiles(Path yaml, Path logback) {
  private static final String YAML =
      """
      # Written by herald cassandra at each start.
      cluster_name: herald
      partitioner: org.apache.cassandra.dht.Murmur3Partitioner
      endpoint_snitch: SimpleSnitch
      num_tokens: 1
      listen_address: 127.0.0.1
      storage_port: %2$d
      rpc_address: 127.0.0.1
      native_transport_port: %1$d
      seed_provider:
        - class_name: org.apache.cassandra.locator.SimpleSeedProvider
          parameters:
            - seeds: "127.0.0.1:%2$d"
      data_file_directories: ["%3$s/data"]
      commitlog_directory: "%3$s/commitlog"
      hints_directory: "%3$s/hints"
      saved_caches_directory: "%3$s/saved_caches"
      cdc_raw_directory: "%3$s/cdc_raw"
      # The largest mutation is half a segment, and one event of Herald may be a few MiB.
      commitlog_segment_size: 16MiB
      commitlog_disk_access_mode: legacy
      %4$s
      key_cache_size: 0MiB
      row_cache_size: 0MiB
      counter_cache_size: 0MiB
      memtable_heap_space: 64MiB
      memtable_offheap_space: 64MiB
      # What cannot be stored must not be acknowledged, and one server has nobody to take over.
      disk_failure_policy: die
      commit_failure_policy: die
      # A laptop that does other things as well is no reason to refuse.
      read_request_timeout: 10s
      write_request_timeout: 10s
      cas_contention_timeout: 5s
      """;

  private static final String LOGBACK =
      """
      <configuration>
        <appender name="FILE" class="ch.qos.logback.core.rolling.RollingFileAppender">
          <file>%1$s</file>
          <rollingPolicy class="ch.qos.logback.core.rolling.FixedWindowRollingPolicy">
            <fileNamePattern>%1$s.%%i</fileNamePattern>
            <minIndex>1</minIndex>
            <maxIndex>3</maxIndex>
          </rollingPolicy>
          <triggeringPolicy class="ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy">
            <maxFileSize>20MB</maxFileSize>
          </triggeringPolicy>
          <encoder>
            <pattern>%%d{yyyy/MM/dd HH:mm:ss.SSS} %%level: %%logger{0}: %%msg%%n</pattern>
          </encoder>
        </appender>
        <root level="INFO">
          <appender-ref ref="FILE"/>
        </root>
      </configuration>
      """;

  /** Writes them, and creates the directories. */
  static CassandraFiles write(CassandraOptions options) throws IOException {
    Path directory = options.dataPath();
    Files.createDirectories(options.log().getParent());
    Path yaml = directory.resolve("cassandra.yaml");
    Path logback = directory.resolve("logback.xml");
    Files.writeString(
        yaml,
        YAML.formatted(
            options.port(),
            options.storagePort(),
            directory.toString().replace("\\", "\\\\").replace("\"", "\\\""),
            options.commitLogSync().yaml()));
    Files.writeString(logback, LOGBACK.formatted(options.log()));
    return new CassandraFiles(yaml, logback);
  }
}
