package io.herald.apps;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.herald.config.Endpoint;
import io.herald.config.LoadedSettings;
import io.herald.config.SettingsLoader;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One short life of a node, run by {@code ./herald build} under {@code -XX:ArchiveClassesAtExit}:
 * the JVM then keeps the classes a node needs ready to map, which halves the time to start. Takes
 * an empty directory for the data.
 */
public final class Rehearsal {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String MESSAGE = "hello";

  private Rehearsal() {}

  public static void main(String[] arguments) throws Exception {
    List<String> flags =
        List.of(
            "--data-path=" + arguments[0],
            "--log-level=error",
            "--tcp-address=127.0.0.1:0",
            "--http-address=127.0.0.1:0",
            "--lookup-tcp-address=127.0.0.1:0",
            "--lookup-http-address=127.0.0.1:0");
    LoadedSettings settings = SettingsLoader.load(flags, Map.of());
    LogOutput.configure(settings.settings().node());
    RunningNode node = Main.NODE.start(settings);
    publishAndConsume(node.tcp());
    get(node.http(), "/stats?format=json");
    get(node.lookupHttp(), "/lookup?topic=rehearsal");
    node.stop().run();
    System.exit(0);
  }

  /** PUB, SUB, RDY and FIN as the NSQ protocol has them. */
  private static void publishAndConsume(Endpoint tcp) throws IOException {
    try (Socket socket = connect(tcp)) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      send(socket, "  V2PUB rehearsal\n\0\0\0\5" + MESSAGE);
      in.readNBytes(in.readInt());
      send(socket, "SUB rehearsal all\nRDY 1\n");
      in.readNBytes(in.readInt());
      byte[] frame = in.readNBytes(in.readInt());
      String id = new String(frame, 14, 16, US_ASCII); // behind type, time stamp and attempts
      send(socket, "FIN " + id + "\nCLS\n");
      in.readNBytes(in.readInt());
    }
  }

  private static void get(Endpoint http, String path) throws IOException {
    try (Socket socket = connect(http)) {
      send(socket, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      socket.getInputStream().readAllBytes();
    }
  }

  private static Socket connect(Endpoint address) throws IOException {
    Socket socket = new Socket();
    socket.connect(address.socketAddress(), (int) PATIENCE.toMillis());
    socket.setSoTimeout((int) PATIENCE.toMillis());
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
  }
}
