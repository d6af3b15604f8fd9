package io.herald.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which source wins, and what is accepted with a warning. */
class PrecedenceTest {
  @TempDir private Path directory;

  @Test
  void flagBeforeEnvironmentBeforeHoconBeforeNsqdFileBeforeDefault() throws IOException {
    Path hocon =
        write("herald.conf", "herald { node-id = 3, max-rdy-count = 3, mem-queue-size = 3 }");
    Path toml =
        write("nsqd.cfg", "id = 4\nmax_rdy_count = 4\nmem_queue_size = 4\nbroadcast_tcp_port = 4");
    LoadedSettings loaded =
        SettingsLoader.load(
            List.of("--node-id=1", "--nsqd-config=" + toml),
            Map.of(
                "HERALD_NODE_ID", "2", "HERALD_MAX_RDY_COUNT", "2", "HERALD_CONFIG", "" + hocon));
    BrokerSettings broker = loaded.settings().broker();
    assertThat(broker.nodeId()).isEqualTo(1);
    assertThat(broker.maxRdyCount()).isEqualTo(2);
    assertThat(broker.memQueueSize()).isEqualTo(3);
    assertThat(broker.broadcastTcpPort()).isEqualTo(4);
    assertThat(broker.broadcastHttpPort()).isZero();
    assertThat(origin(loaded, "node-id")).isEqualTo("flag");
    assertThat(origin(loaded, "max-rdy-count")).isEqualTo("environment");
    assertThat(origin(loaded, "mem-queue-size")).isEqualTo("config file " + hocon + ":1");
    assertThat(origin(loaded, "broadcast-tcp-port")).isEqualTo("nsqd file " + toml + ":4");
    assertThat(origin(loaded, "broadcast-http-port")).isEqualTo("default");
  }

  @Test
  void aRepeatedFlagAddsToAListAndReplacesASingleValue() throws IOException {
    Settings settings =
        Settings.ofFlags("--cluster-seed=a:1", "--cluster-seed", "b:2", "--loops=1", "--loops=2");
    assertThat(settings.cluster().clusterSeed())
        .containsExactly(new Endpoint("a", 1), new Endpoint("b", 2));
    assertThat(settings.broker().loops()).isEqualTo(2);
    Path hocon = write("herald.conf", "herald.cluster-seed = [\"c:3\", \"d:4\"]");
    assertThat(Settings.ofFlags("--config=" + hocon).cluster().clusterSeed())
        .containsExactly(new Endpoint("c", 3), new Endpoint("d", 4));
    assertThat(
            SettingsLoader.load(List.of(), Map.of("HERALD_CLUSTER_SEED", "e:5,f:6"))
                .settings()
                .cluster()
                .clusterSeed())
        .containsExactly(new Endpoint("e", 5), new Endpoint("f", 6));
  }

  @Test
  void wholeNumbersInTheNsqdFileAreMilliseconds() throws IOException {
    Path toml = write("nsqd.cfg", "msg_timeout = 2500\nmax_msg_timeout = \"1m30s\"");
    BrokerSettings broker = Settings.ofFlags("--nsqd-config=" + toml).broker();
    assertThat(broker.msgTimeout()).isEqualTo(Duration.ofMillis(2500));
    assertThat(broker.maxMsgTimeout()).isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void unknownKeysOfTheNsqdFileAreIgnoredWithAWarning() throws IOException {
    Path toml = write("nsqd.cfg", "verbosity = 3\nsync_every = 100\ntls_required = false\n");
    assertThat(SettingsLoader.load(List.of("--nsqd-config=" + toml), Map.of()).warnings())
        .containsExactly(
            "verbosity (nsqd file " + toml + ":1): nsqd has no such key, ignored",
            "sync_every has no effect (nsqd file "
                + toml
                + ":2): --durability power syncs every batch before its OK");
  }

  @Test
  void tuningFlagsOfNsqdAreAcceptedWithOneWarningEach() {
    LoadedSettings loaded =
        SettingsLoader.load(
            List.of("--sync-every=1", "-verbose", "--worker-id=1", "--topology-zone", "a"),
            Map.of());
    assertThat(loaded.warnings())
        .hasSize(4)
        .first()
        .isEqualTo(
            "--sync-every has no effect (flag): --durability power syncs every batch before its"
                + " OK");
  }

  @Test
  void aSwitchMayStandAlone() {
    Settings settings =
        Settings.ofFlags(
            "-snappy",
            "--deflate=false",
            "--tls-required",
            "--tls-cert=c",
            "--tls-key=k",
            "--statsd-exclude-ephemeral");
    assertThat(settings.broker().snappy()).isTrue();
    assertThat(settings.broker().deflate()).isFalse();
    assertThat(settings.tls().tlsRequired()).isEqualTo(TlsRequired.TRUE);
    assertThat(settings.statsd().statsdExcludeEphemeral()).isTrue();
  }

  @Test
  void aPolicyForClientCertificatesRequiresTls() {
    String[] flags = {"--tls-cert=c", "--tls-key=k", "--tls-client-auth-policy=require"};
    assertThat(Settings.ofFlags(flags).tls().tlsRequired()).isEqualTo(TlsRequired.TRUE);
  }

  @Test
  void listsOfTheNsqdFileAreLists() throws IOException {
    Path toml = write("nsqd.cfg", "auth_http_addresses = [\"a:1\", \"http://b/auth\"]\n");
    assertThat(Settings.ofFlags("--nsqd-config=" + toml).auth().authHttpAddress())
        .containsExactly("a:1", "http://b/auth");
  }

  @Test
  void everyFlagThatOnlyNsqdHasEitherWarnsOrStops() {
    for (NsqdOnly flag : NsqdOnly.all()) {
      assertThat(SettingTable.byName(flag.name())).as(flag.name()).isEmpty();
      Given given = new Given(flag.name(), "--" + flag.name(), List.of(""), Origin.FLAG);
      assertThat(flag.warning(given).isEmpty()).as(flag.name()).isEqualTo(flag.stops());
    }
  }

  @Test
  void whatKubernetesSetsForAServiceCalledHeraldIsNotASetting() {
    LoadedSettings loaded =
        SettingsLoader.load(
            List.of(),
            Map.of(
                "HERALD_PORT", "tcp://10.0.0.1:4150",
                "HERALD_SERVICE_HOST", "10.0.0.1",
                "HERALD_PORT_4150_TCP_ADDR", "10.0.0.1",
                "HERALD_HEAP", "1g"));
    assertThat(loaded.settings()).isEqualTo(Settings.defaults());
  }

  private static String origin(LoadedSettings loaded, String key) {
    return loaded.values().stream()
        .filter(value -> value.key().equals(key))
        .findFirst()
        .orElseThrow()
        .origin()
        .toString();
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }
}
