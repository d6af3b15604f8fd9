package io.herald.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.http.HttpProbe.Reply;
import io.herald.lookup.registry.Lookup;
import io.herald.lookup.registry.SelfProducer;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Status, headers and bodies, byte for byte as nsqlookupd 1.3.0 was seen to answer. */
class LookupEndpointsTest {
  private static final long DEADLINE_NANOS = Duration.ofSeconds(20).toNanos();
  private static final String SELF =
      "\"hostname\":\"h1\",\"broadcast_address\":\"b1\",\"tcp_port\":1,\"http_port\":2,"
          + "\"version\":\"1.3.0\",\"topology_zone\":\"\",\"topology_region\":\"\"";

  private static TestLookup node;
  private static Lookup lookup;
  private static HttpProbe http;

  @BeforeAll
  static void start() {
    node = TestLookup.start();
    lookup = node.lookup;
    http = node.probe();
    lookup.announce(new SelfProducer("h1", "b1", 1, 2, "1.3.0"));
    lookup.registerOwn(new TopicName("own"), new ChannelName("ch9"));
    await("/nodes", "\"topics\":[\"own\"]");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  /** Columns: method, target, status, body of the answer. */
  @ParameterizedTest(name = "{0} {1}")
  @CsvFileSource(resources = "/nsqlookupd-answers.csv", delimiter = '|', emptyValue = "")
  void answersAsNsqlookupdDoes(String method, String target, int status, String answer) {
    Reply reply = http.send(method, target, new byte[0]);

    assertThat(reply.code()).isEqualTo(status);
    assertThat(reply.text()).isEqualTo(answer);
    assertThat(reply.headers()).containsEntry("x-nsq-content-type", "nsq; version=1.0");
  }

  @Test
  void pingHasNoNsqHeader() {
    assertThat(http.get("/ping").headers()).containsOnlyKeys("content-length", "content-type");
  }

  @Test
  void lookupTellsChannelsAndProducers() {
    assertThat(http.get("/lookup?topic=own").text())
        .isEqualTo(
            "{\"channels\":[\"ch9\"],\"producers\":[{\"remote_address\":\"b1:1\"," + SELF + "}]}");
  }

  @Test
  void nodesTellTopicsAndTombstones() {
    lookup.registerOwn(new TopicName("zz"));
    await("/nodes", "\"zz\"");
    assertThat(http.post("/topic/tombstone?topic=zz&node=b1:2", "").code()).isEqualTo(200);

    assertThat(http.get("/nodes").text())
        .isEqualTo(
            "{\"producers\":[{\"remote_address\":\"b1:1\","
                + SELF
                + ",\"tombstones\":[false,true],\"topics\":[\"own\",\"zz\"]}]}");
    assertThat(http.get("/lookup?topic=zz").text()).isEqualTo("{\"channels\":[],\"producers\":[]}");
    lookup.unregisterOwn(new TopicName("zz"));
    assertThat(http.post("/topic/delete?topic=zz", "").code()).isEqualTo(200);
  }

  @Test
  void debugShowsTheRowsAsGoWritesAMap() {
    assertThat(http.get("/debug").text().replaceAll("\"last_update\":\\d+", "\"last_update\":0"))
        .contains(
            "\"topic:own:\":[{\"broadcast_address\":\"b1\",\"hostname\":\"h1\",\"http_port\":2,"
                + "\"id\":\"b1:1\",\"last_update\":0,\"tcp_port\":1,\"tombstoned\":false,"
                + "\"tombstoned_at\":-6795364578871345152,\"topology_region\":\"\","
                + "\"topology_zone\":\"\",\"version\":\"1.3.0\"}]");
  }

  private static void await(String target, String part) {
    long deadline = System.nanoTime() + DEADLINE_NANOS;
    while (!http.get(target).text().contains(part)) {
      assertThat(System.nanoTime()).as(target).isLessThan(deadline);
      LockSupport.parkNanos(10_000_000);
    }
  }
}
