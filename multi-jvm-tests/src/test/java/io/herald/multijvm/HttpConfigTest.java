package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** GET and PUT /config/:opt (nsq-facts 3). */
class HttpConfigTest {
  @RegisterExtension static final SharedBroker BROKER = SharedBroker.withDefaults();

  @AfterEach
  void restoreTheLogLevel() throws Exception {
    BROKER.http().put("/config/log_level", "info");
  }

  @ParameterizedTest
  @CsvSource({
    "msg_timeout, 60000000000",
    "max_msg_timeout, 900000000000",
    "max_msg_size, 1048576",
    "max_body_size, 5242880",
    "max_rdy_count, 2500",
    "max_heartbeat_interval, 60000000000",
    "broadcast_address, 127.0.0.1",
    "log_level, 2"
  })
  void optionsAreReadByNsqdsKeys(String key, String value) throws Exception {
    HttpProbe.Answer answer = BROKER.http().get("/config/" + key);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo(value);
  }

  @Test
  void textIsBareAndTheRestIsJson() throws Exception {
    HttpProbe http = BROKER.http();
    assertThat(http.get("/config/data_path").text())
        .isEqualTo(BROKER.process().dataPath().toString());
    assertThat(http.get("/config/nsqlookupd_tcp_addresses").json().isArray()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"debug, 1", "info, 2", "warn, 3", "error, 4", "fatal, 5"})
  void theLogLevelChangesAtRunTime(String name, String number) throws Exception {
    HttpProbe.Answer answer = BROKER.http().put("/config/log_level", name);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo(number);
    assertThat(BROKER.http().get("/config/log_level").text()).isEqualTo(number);
  }

  @Test
  void lookupAddressesChangeAtRunTime() throws Exception {
    HttpProbe http = BROKER.http();
    String before = http.get("/config/nsqlookupd_tcp_addresses").text();
    assertThat(http.put("/config/nsqlookupd_tcp_addresses", "[]").text()).isEqualTo("[]");
    HttpProbe.Answer refused = http.put("/config/nsqlookupd_tcp_addresses", "not json");
    assertThat(refused.text()).isEqualTo("{\"message\":\"INVALID_VALUE\"}");
    assertThat(http.put("/config/nsqlookupd_tcp_addresses", before).text()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "log_level, verbose, 400, INVALID_VALUE",
    "log_level, '', 413, INVALID_VALUE",
    "max_rdy_count, 5, 400, INVALID_OPTION",
    "nonsense, 5, 400, INVALID_OPTION"
  })
  void whatCannotBeSetIsRefused(String key, String value, int status, String message)
      throws Exception {
    HttpProbe.Answer answer = BROKER.http().put("/config/" + key, value);
    assertThat(answer.text()).isEqualTo("{\"message\":\"" + message + "\"}");
    assertThat(answer.status()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "MSG_TIMEOUT", "msg-timeout"})
  void anUnknownOptionIsRefused(String key) throws Exception {
    HttpProbe.Answer answer = BROKER.http().get("/config/" + key);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).isEqualTo("{\"message\":\"INVALID_OPTION\"}");
  }
}
