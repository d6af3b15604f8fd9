package io.herald.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.http.HttpProbe.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The endpoints that Herald has beside nsqd's and nsqlookupd's, byte for byte. */
class ClusterEndpointsTest {
  @RegisterExtension static final TestNode nsqd = TestNode.start();
  @RegisterExtension static final TestLookup nsqlookupd = TestLookup.start();

  @Test
  void whoIsNotReadySaysWhyOnBothSites() {
    for (HttpProbe site : new HttpProbe[] {nsqd.probe(), nsqlookupd.probe()}) {
      Reply reply = site.get("/ready");
      assertThat(reply.code()).isEqualTo(503);
      assertThat(reply.text())
          .isEqualTo(
              "{\"ready\":false,\"problems\":"
                  + "{\"joined\":\"joining\",\"store\":\"disk \\\"a\\\" is full\"}}");
    }
  }

  @Test
  void whoIsAliveSaysSoOnBothSites() {
    for (HttpProbe site : new HttpProbe[] {nsqd.probe(), nsqlookupd.probe()}) {
      Reply reply = site.get("/alive");
      assertThat(reply.code()).isEqualTo(200);
      assertThat(reply.text()).isEqualTo("{\"alive\":true,\"problems\":{}}");
    }
  }

  @Test
  void theClusterIsToldWithWhatIsKnownOfEachNode() {
    Reply reply = nsqlookupd.probe().get("/cluster");
    assertThat(reply.code()).isEqualTo(200);
    assertThat(reply.text())
        .isEqualTo(
            "{\"cluster\":\"blue\",\"self\":\"h1:1\",\"leader\":\"h2:1\",\"members\":["
                + "{\"name\":\"one\",\"address\":\"h1:1\",\"status\":\"up\",\"roles\":[\"broker\"],"
                + "\"reachable\":true,\"version\":\"0.1.0\",\"tcp_address\":\"b1:2\","
                + "\"http_address\":\"b1:3\",\"lookup_tcp_address\":\"b1:4\","
                + "\"lookup_http_address\":\"b1:5\",\"partitions\":7,\"load\":1200},"
                + "{\"name\":\"\",\"address\":\"h2:1\",\"status\":\"down\",\"roles\":[],"
                + "\"reachable\":false,\"version\":\"\",\"tcp_address\":\"\","
                + "\"http_address\":\"\",\"lookup_tcp_address\":\"\",\"lookup_http_address\":\"\","
                + "\"partitions\":-1,\"load\":-1}]}");
  }

  @Test
  void aDrainIsAskedForByPostOnly() {
    int before = nsqlookupd.status.drains.get();
    assertThat(nsqlookupd.probe().get("/cluster/drain").code()).isEqualTo(405);
    assertThat(nsqlookupd.status.drains).hasValue(before);

    assertThat(nsqlookupd.probe().post("/cluster/drain", "").code()).isEqualTo(200);
    assertThat(nsqlookupd.status.drains).hasValue(before + 1);
  }

  @Test
  void nsqdsSiteKnowsNothingOfTheCluster() {
    assertThat(nsqd.probe().get("/cluster").code()).isEqualTo(404);
  }
}
