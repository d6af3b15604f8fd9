package io.herald.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.http.HttpProbe.Reply;
import io.herald.protocol.name.TopicName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OrderedTopicsTest {
  @RegisterExtension static final TestNode node = TestNode.start();
  private static final HttpProbe http = node.probe();

  @Test
  void aTopicIsOrderedIfItIsCreatedSo() {
    assertThat(http.post("/topic/create?topic=a&ordered=true", "").code()).isEqualTo(200);
    assertThat(http.post("/topic/create?topic=b&orderedmulti=true", "").code()).isEqualTo(200);
    assertThat(http.post("/topic/create?topic=c&ordered=false", "").code()).isEqualTo(200);
    assertThat(node.broker.ordered)
        .extracting(TopicName::value)
        .containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void aTopicThatExistsWithoutOrderCannotBeCreatedWithIt() {
    http.post("/topic/create?topic=plain", "");
    Reply refused = http.post("/topic/create?topic=plain&ordered=true", "");
    assertThat(refused.code()).isEqualTo(409);
    assertThat(refused.text()).contains("TOPIC_NOT_ORDERED");
  }

  @Test
  void orderIsTrueOrFalse() {
    Reply invalid = http.post("/topic/create?topic=t&ordered=maybe", "");
    assertThat(invalid.code()).isEqualTo(400);
    assertThat(invalid.text()).contains("INVALID_ORDERED");
  }
}
