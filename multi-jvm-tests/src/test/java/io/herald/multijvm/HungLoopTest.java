package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node one of whose event loops does nothing any more: a debugger holds its thread. */
@HeraldOnly("has no event loops")
class HungLoopTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Loop 1 is Akka's default dispatcher, which the checks themselves run on. */
  @ParameterizedTest
  @ValueSource(strings = {"herald-loop-1-1", "herald-loop-1-2"})
  void aNodeWithALoopThatHangsIsNotAlive(String thread) throws Exception {
    int port = freePort();
    LaunchOptions options =
        LaunchOptions.defaults()
            .withHerald("--loops", "2")
            .withJavaOption(
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address=127.0.0.1:"
                    + port);
    try (BrokerProcess node = BrokerProcess.start(options)) {
      HttpProbe nsqd = new HttpProbe(node.http());
      HttpProbe lookup = new HttpProbe(node.lookupHttp());
      assertThat(nsqd.get("/alive").status()).isEqualTo(200);

      VirtualMachine machine = attach(port);
      ThreadReference loop = thread(machine, thread);
      loop.suspend();
      for (HttpProbe http : new HttpProbe[] {nsqd, lookup}) {
        HttpProbe.Answer answer = http.get("/alive");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text())
            .isEqualTo("{\"alive\":false,\"problems\":{\"event-loops\":\"does not answer\"}}");
      }
      loop.resume();
      machine.dispose();
      Await.until("alive again", LIMIT, () -> nsqd.get("/alive").status() == 200);
    }
  }

  private static VirtualMachine attach(int port) throws Exception {
    AttachingConnector socket =
        Bootstrap.virtualMachineManager().attachingConnectors().stream()
            .filter(connector -> connector.name().equals("com.sun.jdi.SocketAttach"))
            .findFirst()
            .orElseThrow();
    Map<String, Connector.Argument> arguments = socket.defaultArguments();
    arguments.get("hostname").setValue("127.0.0.1");
    arguments.get("port").setValue(Integer.toString(port));
    return socket.attach(arguments);
  }

  private static ThreadReference thread(VirtualMachine machine, String name) {
    return machine.allThreads().stream()
        .filter(thread -> thread.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no thread " + name + " in " + machine.allThreads()));
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
