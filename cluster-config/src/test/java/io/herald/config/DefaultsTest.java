package io.herald.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Defaults, each one: nsqd's where nsqd has the key, but for max-req-timeout and data-path. */
class DefaultsTest {
  private final Settings settings = Settings.defaults();

  @Test
  void addressesAreThoseOfNsqdAndNsqlookupd() {
    assertThat(settings.broker().tcpAddress()).isEqualTo(new Endpoint("0.0.0.0", 4150));
    assertThat(settings.http().httpAddress()).isEqualTo(new Endpoint("0.0.0.0", 4151));
    assertThat(settings.http().httpMaxConnections()).isEqualTo(1024);
    assertThat(settings.http().searchScanBytes()).isEqualTo(64 << 20);
    assertThat(settings.http().consoleAddress()).isEqualTo(new Endpoint("0.0.0.0", 4171));
    assertThat(settings.lookup().lookupTcpAddress()).isEqualTo(new Endpoint("0.0.0.0", 4160));
    assertThat(settings.lookup().lookupHttpAddress()).isEqualTo(new Endpoint("0.0.0.0", 4161));
    assertThat(settings.cluster().clusterAddress()).isEqualTo(new Endpoint("127.0.0.1", 0));
    assertThat(settings.cluster().clusterSeed()).isEmpty();
  }

  @Test
  void limitsOfMessagesAreThoseOfNsqd() {
    BrokerSettings broker = settings.broker();
    assertThat(broker.broadcastAddress()).isEqualTo(Host.name());
    assertThat(broker.broadcastTcpPort()).isZero();
    assertThat(broker.broadcastHttpPort()).isZero();
    assertThat(broker.nodeId()).isEqualTo(Host.nodeId()).isBetween(0, 1023);
    assertThat(broker.memQueueSize()).isEqualTo(10_000);
    assertThat(broker.msgTimeout()).isEqualTo(Duration.ofSeconds(60));
    assertThat(broker.maxMsgTimeout()).isEqualTo(Duration.ofMinutes(15));
    assertThat(broker.maxMsgSize()).isEqualTo(1_048_576);
    assertThat(broker.maxBodySize()).isEqualTo(5_242_880);
    assertThat(broker.maxReqTimeout()).as("nsqd: 1h").isEqualTo(Duration.ofDays(30));
    assertThat(broker.maxDeferTimeout()).as("nsqd: 1h").isEqualTo(Duration.ofDays(30));
  }

  @Test
  void limitsOfClientsAreThoseOfNsqd() {
    BrokerSettings broker = settings.broker();
    assertThat(broker.maxHeartbeatInterval()).isEqualTo(Duration.ofSeconds(60));
    assertThat(broker.maxRdyCount()).isEqualTo(2500);
    assertThat(broker.maxOutputBufferSize()).isEqualTo(65_536);
    assertThat(broker.maxOutputBufferTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(broker.minOutputBufferTimeout()).isEqualTo(Duration.ofMillis(25));
    assertThat(broker.outputBufferTimeout()).isEqualTo(Duration.ofMillis(250));
    assertThat(broker.maxChannelConsumers()).isZero();
    assertThat(settings.lookup().inactiveProducerTimeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat(settings.lookup().tombstoneLifetime()).isEqualTo(Duration.ofSeconds(45));
  }

  @Test
  void heraldsOwnLimitsFollowTheMachine() {
    BrokerSettings broker = settings.broker();
    long heap = Runtime.getRuntime().maxMemory();
    assertThat(broker.maxUnacknowledgedPublishBytes()).isEqualTo(1 << 20);
    assertThat(broker.publishBudgetBytes()).isEqualTo(heap / 8);
    assertThat(broker.maxUndeliveredBytes()).isEqualTo(256 << 10);
    assertThat(broker.tailCacheBytes()).isEqualTo(heap / 16);
    assertThat(broker.maxDeferredPerChannel()).isEqualTo(1_000_000);
    assertThat(broker.traceEntriesMax()).isEqualTo(10_000);
    assertThat(broker.loops())
        .isEqualTo(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    assertThat(broker.taskQuantum()).isEqualTo(Duration.ofMillis(2));
    assertThat(broker.drainTimeout()).isEqualTo(Duration.ofSeconds(8));
  }

  @Test
  void securityIsOffAsInNsqdAndTlsIsModern() {
    assertThat(settings.tls())
        .isEqualTo(
            new TlsSettings(
                "",
                "",
                "",
                TlsClientAuthPolicy.NONE,
                TlsRequired.FALSE,
                TlsVersion.TLS1_2,
                Duration.ofSeconds(10)));
    assertThat(settings.tls().isEnabled()).isFalse();
    assertThat(settings.auth())
        .isEqualTo(
            new AuthSettings(
                List.of(),
                AuthRequestMethod.GET,
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                64,
                64 << 10,
                1 << 20));
    assertThat(settings.auth().isEnabled()).isFalse();
    assertThat(settings.http().httpsAddress()).isEqualTo(new Endpoint("0.0.0.0", 4152));
    assertThat(settings.http().httpAuth()).isEqualTo(HttpAuth.NONE);
    assertThat(settings.http().httpAuthFile()).isEmpty();
    assertThat(settings.cluster().clusterTlsPath()).isEmpty();
  }

  @Test
  void compressionIsOnOfferAsInNsqd() {
    assertThat(settings.broker().snappy()).isTrue();
    assertThat(settings.broker().deflate()).isTrue();
    assertThat(settings.broker().maxDeflateLevel()).isEqualTo(6);
  }

  @Test
  void connectionsAreBounded() {
    BrokerSettings broker = settings.broker();
    assertThat(broker.maxConnections()).isEqualTo(20_000);
    assertThat(broker.maxConnectionsPerAddress()).as("no limit").isZero();
    assertThat(broker.maxLineSize()).isEqualTo(16 << 10);
    assertThat(broker.firstCommandTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(broker.tlsHandshakeTimeout()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void publishKeysAreRememberedForTenMinutes() {
    assertThat(settings.broker().publishKeyWindow()).isEqualTo(Duration.ofMinutes(10));
    assertThat(settings.broker().publishKeysMax()).isEqualTo(100_000);
  }

  @Test
  void statsdIsThatOfNsqdAndOff() {
    assertThat(settings.statsd())
        .isEqualTo(new StatsdSettings("", "nsq.%s", Duration.ofSeconds(60), true, 508, false));
    assertThat(settings.statsd().isEnabled()).isFalse();
  }

  @Test
  void theStoreIsEmbeddedAndSurvivesPowerLoss() {
    assertThat(settings.store())
        .isEqualTo(
            new StoreSettings(
                StoreKind.EMBEDDED,
                Durability.POWER,
                Duration.ofSeconds(1),
                64L << 20,
                192 << 10,
                Duration.ofMillis(100),
                Duration.ofDays(3),
                0,
                Duration.ofSeconds(60)));
  }

  @Test
  void theNodeIsNamedAfterItsHostAndKeepsItsDataBesideTheCaller() {
    assertThat(settings.node().nodeName()).isNotEmpty();
    assertThat(settings.node().dataPath()).isEqualTo(Path.of("data"));
    assertThat(settings.node().logLevel()).isEqualTo(LogLevel.INFO);
    assertThat(settings.node().logPrefix()).isEqualTo("[herald] ");
  }

  @Test
  void everyDefaultReadsBackToItself() {
    for (Setting<?> setting : SettingTable.all()) {
      assertThat(setting.read(List.of(setting.defaultText())))
          .as(setting.name())
          .isEqualTo(setting.defaultValue());
    }
  }
}
