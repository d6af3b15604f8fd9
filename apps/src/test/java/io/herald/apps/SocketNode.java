package io.herald.apps;

import io.herald.config.Endpoint;
import io.herald.config.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * The smallest node: four bound ports. The command line is tested against it, so that its tests
 * need no broker. Its node name tells how it behaves.
 */
final class SocketNode {
  private final List<ServerSocket> sockets = new ArrayList<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  private SocketNode() {}

  public static void main(String[] arguments) {
    System.exit(
        HeraldCommand.run(
            loaded -> new SocketNode().start(loaded.settings()),
            System.out,
            System.err,
            arguments));
  }

  private RunningNode start(Settings settings) throws IOException {
    String behaviour = settings.node().nodeName();
    if (behaviour.equals("slow-start")) {
      System.out.println("starting");
      park();
    }
    RunningNode node =
        new RunningNode(
            bind(settings.broker().tcpAddress()),
            bind(settings.http().httpAddress()),
            settings.tls().isEnabled()
                ? Optional.of(bind(settings.http().httpsAddress()))
                : Optional.empty(),
            bind(settings.lookup().lookupTcpAddress()),
            bind(settings.lookup().lookupHttpAddress()),
            List.of(),
            List.of("cut 17 bytes of a torn record off topic a"),
            () -> stop(behaviour),
            () -> settings.broker().drainTimeout().plusSeconds(1),
            ended);
    if (behaviour.equals("dies")) {
      ended.completeExceptionally(new IOException("disk gone"));
    }
    return node;
  }

  private Endpoint bind(Endpoint address) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.bind(address.socketAddress());
    sockets.add(socket);
    return address.withPort(socket.getLocalPort());
  }

  private void stop(String behaviour) {
    System.out.println("stopping");
    if (behaviour.equals("slow-stop")) {
      park();
    }
    try {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    System.out.println("stopped");
  }

  private static void park() {
    while (true) {
      LockSupport.park();
    }
  }
}
