package io.herald.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong is told in one line: key, value, where it came from, valid range. */
class BadValuesTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--tcp-address=4150 | host:port with a port from 0 to 65535 (0 takes a free one)",
        "--tcp-address=localhost:65536 | host:port with a port from 0 to 65535 (0 takes a free one)",
        "--tcp-address=/run/nsqd.sock | host:port with a port from 0 to 65535 (0 takes a free one)",
        "--tcp-address=::1:4150 | host:port with a port from 0 to 65535 (0 takes a free one)",
        "--http-address= | host:port with a port from 0 to 65535 (0 takes a free one)",
        "--node-id=1024 | a whole number from 0 to 1023",
        "--max-rdy-count=many | a whole number from 1 to 2147483647",
        "--max-rdy-count=0 | a whole number from 1 to 2147483647",
        "--broadcast-tcp-port=-1 | a whole number from 0 to 65535",
        "--msg-timeout=60 | a duration such as 250ms, 30s or 1h30m from 1ms to 8760h",
        "--msg-timeout=1h30 | a duration such as 250ms, 30s or 1h30m from 1ms to 8760h",
        "--msg-timeout=-1s | a duration such as 250ms, 30s or 1h30m from 1ms to 8760h",
        "--msg-timeout=99999999999h | a duration such as 250ms, 30s or 1h30m from 1ms to 8760h",
        "--max-msg-size=1TiB | a size such as 1048576, 64KiB or 1MiB from 1 to 1GiB",
        "--max-msg-size=5000000000 | a size such as 1048576, 64KiB or 1MiB from 1 to 1GiB",
        "--segment-bytes=99999999999999999999 | a size such as 1048576, 64MiB or 1GiB from 1MiB to 1GiB",
        "--durability=quorum | one of power, process",
        "--log-level=loud | one of debug, info, warn, error, fatal",
        "--node-name=my node | 1 to 64 letters, digits, dots, dashes and underscores",
        "--broadcast-address=my host | a host name or an IP address",
        "--data-path= | a path",
        "--event-bytes-max=2MiB --segment-bytes=1MiB | at most segment-bytes, which is 1MiB",
        "--snappy=maybe | true or false",
        "--tls-min-version=ssl3.0 | one of tls1.0, tls1.1, tls1.2, tls1.3",
        "--tls-client-auth-policy=sometimes | one of require, require-verify, or empty",
        "--tls-required=yes | one of false, true, tcp-https",
        "--max-deflate-level=10 | a whole number from 1 to 9",
        "--statsd-address=8125 | host:port, or empty",
        "--store=mysql | one of embedded, cassandra",
        "--cassandra=db1 | host:port with a port from 0 to 65535 (0 takes a free one)",
        "--cassandra-keyspace=My-Keyspace | 1 to 48 small letters, digits and underscores, a letter first",
        "--lease-duration=1s | a duration such as 250ms, 30s or 1h30m from 2s to 5m",
      })
  void aBadFlagIsRefused(String flags, String range) {
    String given = flags.replaceAll(" --.*", "");
    assertThat(refusal(List.of(split(flags))))
        .startsWith(given + " (flag): ")
        .endsWith("must be " + range);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--tpc-address=x | unknown flag --tpc-address: did you mean --tcp-address?",
        "-max-rdy-cont 3 | unknown flag --max-rdy-cont: did you mean --max-rdy-count?",
        "--frobnicate=1 | unknown flag --frobnicate: herald start --help lists all",
        "start | unexpected argument 'start': settings are written --name=value",
        "--tcp-address | --tcp-address (flag): needs a value: host:port with a port from 0 to 65535 (0 takes a free one)",
        "--tls-cert=a.pem | --tls-cert=a.pem (flag): needs --tls-key, too",
        "--tls-key=a.pem | --tls-key=a.pem (flag): needs --tls-cert, too",
        "--tls-required | --tls-required=true (flag): needs --tls-cert and --tls-key",
        "--tls-client-auth-policy=require | --tls-client-auth-policy=require (flag): needs --tls-cert and --tls-key",
        "--http-auth=token | --http-auth=token (flag): needs --http-auth-file, too",
        "--http-auth=certificate --http-auth-file=f --tls-cert=c --tls-key=k --tls-client-auth-policy=require | --http-auth=certificate (flag): needs --tls-client-auth-policy=require-verify: other certificates prove nothing",
      })
  void anUnknownOrUnsupportedFlagStopsTheStart(String flags, String message) {
    assertThat(refusal(List.of(split(flags)))).isEqualTo(message);
  }

  @Test
  void aBadVariableIsRefused() {
    assertThat(refusal(Map.of("HERALD_LOOPS", "-1")))
        .isEqualTo("HERALD_LOOPS=-1 (environment): must be a whole number from 0 to 256");
    assertThat(refusal(Map.of("HERALD_TCP_ADRESS", "x")))
        .isEqualTo(
            "unknown variable HERALD_TCP_ADRESS (environment): did you mean HERALD_TCP_ADDRESS?");
  }

  @Test
  void aBadLineOfTheHoconFileIsNamedByItsNumber() throws IOException {
    assertThat(refusalOf("herald {\n  node-id = 9999\n}"))
        .isEqualTo(
            "herald.node-id=9999 (config file FILE:2): must be a whole number from 0 to 1023");
    assertThat(refusalOf("herald {\n\n  nod-id = 9\n}"))
        .isEqualTo("unknown key herald.nod-id (config file FILE:3): did you mean herald.node-id?");
    assertThat(refusalOf("tcp_address = \"0.0.0.0:4150\""))
        .isEqualTo(
            "unknown key tcp_address (config file FILE:1): an nsqd file is read with"
                + " --nsqd-config");
    assertThat(refusalOf("node-id = 4"))
        .isEqualTo(
            "unknown key node-id (config file FILE:1): settings stand inside herald { ... }");
    assertThat(refusalOf("herald {\n  node-id = \n"))
        .startsWith("--config=FILE (flag): must be a HOCON file: ");
    assertThat(refusalOf("herald.node-id = ${nowhere}"))
        .startsWith("--config=FILE (flag): must be a HOCON file: ");
    assertThat(refusalOf("herald.config = other.conf"))
        .startsWith("unknown key herald.config (config file FILE:1): ");
  }

  @Test
  void aBadLineOfTheNsqdFileIsNamedByItsNumber() throws IOException {
    Path file = Files.writeString(directory.resolve("nsqd.cfg"), "\n\nid = 4096\n");
    assertThat(refusal(List.of("--nsqd-config=" + file)).replace(file.toString(), "FILE"))
        .isEqualTo("id=4096 (nsqd file FILE:3): must be a whole number from 0 to 1023");
    Files.writeString(file, "tls_cert = \"/etc/cert.pem\"\n");
    assertThat(refusal(List.of("--nsqd-config=" + file)).replace(file.toString(), "FILE"))
        .isEqualTo("--tls-cert=/etc/cert.pem (nsqd file FILE:1): needs --tls-key, too");
    Files.writeString(file, "nsqlookupd_tcp_addresses = [\"127.0.0.1:4160\"]\n");
    assertThat(refusal(List.of("--nsqd-config=" + file)).replace(file.toString(), "FILE"))
        .startsWith("nsqlookupd_tcp_addresses=127.0.0.1:4160 (nsqd file FILE:1): registering");
    Files.writeString(file, "this is not toml");
    assertThat(refusal(List.of("--nsqd-config=" + file)).replace(file.toString(), "FILE"))
        .startsWith("--nsqd-config=FILE (flag): must be a TOML file: ");
  }

  @Test
  void aFileThatIsNotThereIsRefused() {
    assertThat(refusal(List.of("--config=/nowhere/herald.conf")))
        .isEqualTo("--config=/nowhere/herald.conf (flag): must be a readable file");
    assertThat(refusal(Map.of("HERALD_NSQD_CONFIG", "/nowhere/nsqd.cfg")))
        .isEqualTo("HERALD_NSQD_CONFIG=/nowhere/nsqd.cfg (environment): must be a readable file");
  }

  @Test
  void aBadValueIsRefusedEvenWhereABetterSourceWins() {
    Throwable thrown =
        catchThrowable(
            () -> SettingsLoader.load(List.of("--loops=1"), Map.of("HERALD_LOOPS", "bad")));
    assertThat(thrown).isInstanceOf(SettingException.class).hasMessageStartingWith("HERALD_LOOPS");
  }

  /** Splits before dashes only, so that values may hold spaces. */
  private static String[] split(String flags) {
    List<String> arguments = new ArrayList<>(Arrays.asList(flags.split(" (?=--)")));
    if (flags.startsWith("-max")) {
      arguments = Arrays.asList(flags.split(" "));
    }
    return arguments.toArray(String[]::new);
  }

  private String refusalOf(String hocon) throws IOException {
    Path file = Files.writeString(directory.resolve("herald.conf"), hocon);
    return refusal(List.of("--config=" + file)).replace(file.toString(), "FILE");
  }

  private static String refusal(List<String> flags) {
    return message(() -> SettingsLoader.load(flags, Map.of()));
  }

  private static String refusal(Map<String, String> environment) {
    return message(() -> SettingsLoader.load(List.of(), environment));
  }

  private static String message(Supplier<LoadedSettings> load) {
    Throwable thrown = catchThrowable(load::get);
    assertThat(thrown).isInstanceOf(SettingException.class);
    assertThat(thrown.getMessage()).doesNotContain("\n");
    return thrown.getMessage();
  }
}
