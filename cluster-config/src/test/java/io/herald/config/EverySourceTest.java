package io.herald.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every key is read from every source, into the component of its name. */
class EverySourceTest {
  private final Map<String, String> samples = Samples.textsByKey();

  @TempDir private Path directory;

  @Test
  void everyKeyHasASampleThatIsNotItsDefaultAndOneComponent() throws Exception {
    List<String> keys = SettingTable.all().stream().map(Setting::name).toList();
    assertThat(samples.keySet()).containsExactlyInAnyOrderElementsOf(withoutFiles(keys));
    assertThat(Samples.held(Settings.defaults()).keySet())
        .containsExactlyInAnyOrderElementsOf(withoutFiles(keys));
    samples.forEach(
        (key, text) -> {
          if (!key.equals("store")) { // its other value is refused by this version
            assertThat(text)
                .as(key)
                .isNotEqualTo(SettingTable.byName(key).orElseThrow().defaultText());
          }
        });
  }

  @Test
  void everyKeyIsAFlagInAllFourSpellings() throws Exception {
    for (String spelling : List.of("--%s=%s", "-%s=%s", "--%s\n%s", "-%s\n%s")) {
      List<String> flags = new ArrayList<>();
      samples.forEach(
          (key, text) -> flags.addAll(List.of(of(spelling, key).formatted(key, text).split("\n"))));
      expectSamples(SettingsLoader.load(flags, Map.of()), samples, "flag");
    }
  }

  /** As in Go, what may stand alone takes no value from the next argument. */
  private static String of(String spelling, String key) {
    boolean standsAlone = SettingTable.byName(key).orElseThrow().type().alone() != null;
    return standsAlone ? spelling.replace('\n', '=') : spelling;
  }

  @Test
  void everyKeyIsAnEnvironmentVariable() throws Exception {
    Map<String, String> environment = new TreeMap<>();
    samples.forEach(
        (key, text) ->
            environment.put(SettingTable.byName(key).orElseThrow().environmentName(), text));
    assertThat(environment).containsKey("HERALD_MAX_RDY_COUNT");
    expectSamples(SettingsLoader.load(List.of(), environment), samples, "environment");
  }

  @Test
  void everyKeyStandsInTheHoconFile() throws Exception {
    Path file =
        write(
            "herald.conf",
            samples.entrySet().stream()
                .map(entry -> "herald.%s = \"%s\"".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("\n")));
    LoadedSettings loaded = SettingsLoader.load(List.of("--config=" + file), Map.of());
    expectSamples(loaded, samples, "config file " + file + ":");
  }

  @Test
  void everyKeyOfNsqdStandsInItsTomlFile() throws Exception {
    Map<String, String> ofNsqd = new TreeMap<>(samples);
    ofNsqd.keySet().removeIf(key -> !SettingTable.byName(key).orElseThrow().inNsqd());
    Path file =
        write(
            "nsqd.cfg",
            ofNsqd.entrySet().stream()
                .map(entry -> toml(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("\n")));
    LoadedSettings loaded =
        SettingsLoader.load(List.of("--nsqd-config", file.toString()), Map.of());
    assertThat(loaded.warnings()).isEmpty();
    expectSamples(loaded, ofNsqd, "nsqd file " + file + ":");
  }

  @Test
  void theHeraldKeysThatNsqdHasAreThese() {
    assertThat(SettingTable.all().stream().filter(Setting::inNsqd).map(Setting::name))
        .containsExactlyInAnyOrder(
            "data-path",
            "log-level",
            "log-prefix",
            "tcp-address",
            "http-address",
            "broadcast-address",
            "broadcast-tcp-port",
            "broadcast-http-port",
            "node-id",
            "mem-queue-size",
            "msg-timeout",
            "max-msg-timeout",
            "max-msg-size",
            "max-body-size",
            "max-req-timeout",
            "max-heartbeat-interval",
            "max-rdy-count",
            "max-output-buffer-size",
            "max-output-buffer-timeout",
            "min-output-buffer-timeout",
            "output-buffer-timeout",
            "max-channel-consumers",
            "snappy",
            "deflate",
            "max-deflate-level",
            "tls-cert",
            "tls-key",
            "tls-root-ca-file",
            "tls-client-auth-policy",
            "tls-required",
            "tls-min-version",
            "auth-http-address",
            "auth-http-request-method",
            "http-client-connect-timeout",
            "http-client-request-timeout",
            "statsd-address",
            "statsd-prefix",
            "statsd-interval",
            "statsd-mem-stats",
            "statsd-udp-packet-size",
            "statsd-exclude-ephemeral",
            "https-address");
  }

  private static String toml(String key, String text) {
    String nsqdKey = SettingTable.byName(key).orElseThrow().nsqdKey();
    return nsqdKey + " = " + (text.matches("\\d+") ? text : '"' + text + '"');
  }

  private static void expectSamples(
      LoadedSettings loaded, Map<String, String> expected, String origin) throws Exception {
    assertThat(Samples.held(loaded.settings())).containsAllEntriesOf(expected);
    for (EffectiveValue value : loaded.values()) {
      if (expected.containsKey(value.key())) {
        boolean isSecret = value.key().endsWith("-password");
        assertThat(value.value())
            .as(value.key())
            .isEqualTo(isSecret ? "********" : expected.get(value.key()));
        assertThat(value.origin().toString()).as(value.key()).startsWith(origin);
      }
    }
  }

  private static List<String> withoutFiles(List<String> keys) {
    return keys.stream().filter(key -> !List.of("config", "nsqd-config").contains(key)).toList();
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }
}
