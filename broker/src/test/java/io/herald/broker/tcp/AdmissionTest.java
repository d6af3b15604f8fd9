package io.herald.broker.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.broker.stats.ConnectionCounters;
import io.herald.broker.stats.ConnectionCounters.Reason;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private final ConnectionCounters counters = new ConnectionCounters();

  @Test
  void thereIsRoomForSoManyInAll() throws Exception {
    Admission admission = new Admission(2, 0, counters);
    assertThat(admission.enter(address(1))).isEmpty();
    assertThat(admission.enter(address(2))).isEmpty();
    assertThat(admission.enter(address(3))).contains(Reason.TOTAL);
    assertThat(counters.open()).isEqualTo(2);
    assertThat(counters.refused(Reason.TOTAL)).isEqualTo(1);
    admission.leave(address(1));
    assertThat(admission.enter(address(3))).isEmpty();
  }

  @Test
  void thereIsRoomForSoManyFromEachAddress() throws Exception {
    Admission admission = new Admission(3, 1, counters);
    assertThat(admission.enter(address(1))).isEmpty();
    assertThat(admission.enter(address(1))).contains(Reason.PER_ADDRESS);
    assertThat(admission.enter(address(1))).contains(Reason.PER_ADDRESS);
    assertThat(admission.enter(address(2))).isEmpty();
    assertThat(admission.enter(address(3))).as("the refused take no room").isEmpty();
    assertThat(counters.refused(Reason.PER_ADDRESS)).isEqualTo(2);
    admission.leave(address(1));
    assertThat(admission.enter(address(1))).isEmpty();
    assertThat(counters.open()).isEqualTo(3);
  }

  @Test
  void zeroIsNoLimit() throws Exception {
    Admission admission = new Admission(0, 0, counters);
    for (int i = 0; i < 10_000; i++) {
      assertThat(admission.enter(address(1))).isEmpty();
    }
    assertThat(counters.open()).isEqualTo(10_000);
  }

  private static InetAddress address(int last) throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
  }
}
