package io.herald.http;

import static io.herald.http.Access.ADMIN_NODE;

import akka.http.javadsl.model.HttpResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What nsqd's /debug/pprof is to Go, for a JVM: texts that an operator can read. */
final class DebugRoutes {
  private static final String INDEX =
      """
      <html>
      <head><title>/debug/pprof/</title></head>
      <body>
      <p>Herald</p>
      <ul>
      <li><a href="/debug/pprof/goroutine">goroutine</a>: all threads with their stacks</li>
      <li><a href="/debug/pprof/heap">heap</a>: memory pools and collectors;
      <a href="/debug/pprof/heap?histogram=true">with instances by class</a></li>
      <li><a href="/debug/pprof/block">block</a>: threads that wait for a lock</li>
      <li><a href="/debug/pprof/threadcreate">threadcreate</a>: thread counts</li>
      <li><a href="/debug/pprof/cmdline">cmdline</a>: the command line</li>
      <li><a href="/debug/pprof/profile?seconds=30">profile</a>: a flight recording (.jfr)</li>
      </ul>
      </body>
      </html>
      """;

  private DebugRoutes() {}

  /** Adds them; nsqd and nsqlookupd differ in the path of the index. */
  static void addTo(RouteTable routes, String indexPath, HttpRuntime runtime) {
    routes
        .addNow("GET", indexPath, ADMIN_NODE, exchange -> Answer.html(INDEX))
        .addNow("GET", "/debug/pprof/cmdline", ADMIN_NODE, ok -> text(commandLine()))
        .addNow("GET", "/debug/pprof/symbol", ADMIN_NODE, exchange -> symbols())
        .addNow("POST", "/debug/pprof/symbol", ADMIN_NODE, exchange -> symbols())
        .add("GET", "/debug/pprof/profile", ADMIN_NODE, new FlightRecording(runtime)::record)
        .addNow("GET", "/debug/pprof/heap", ADMIN_NODE, DebugRoutes::heap)
        .addNow("GET", "/debug/pprof/goroutine", ADMIN_NODE, ok -> text(ThreadDump.all()))
        .addNow("GET", "/debug/pprof/block", ADMIN_NODE, ok -> text(ThreadDump.blocked()))
        .addNow("GET", "/debug/pprof/threadcreate", ADMIN_NODE, ok -> text(ThreadDump.counts()));
  }

  /** Any positive rate makes the JVM measure how long threads wait for locks. */
  static HttpResponse setBlockRate(Exchange exchange) {
    String rate = exchange.query().find("rate").orElse("");
    try {
      ManagementFactory.getThreadMXBean()
          .setThreadContentionMonitoringEnabled(Integer.parseInt(rate) > 0);
      return Answer.plain(200, "");
    } catch (NumberFormatException notANumber) {
      return Answer.plain(
          400,
          "invalid block rate : strconv.Atoi: parsing %s: invalid syntax".formatted(quoted(rate)));
    }
  }

  @SuppressWarnings("DoNotCall") // an operator asks for exactly this
  static HttpResponse freeMemory(Exchange exchange) {
    System.gc();
    return Answer.plain(200, "");
  }

  private static HttpResponse heap(Exchange exchange) {
    String summary = HeapSummary.write();
    return Answer.plain(
        200,
        exchange.query().flag("histogram", false)
            ? summary + "\n" + HeapSummary.histogram()
            : summary);
  }

  /** Arguments separated by NUL, as pprof wants them. */
  private static String commandLine() {
    try {
      return Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.ISO_8859_1).strip();
    } catch (IOException notLinux) {
      return commandLineOfHandle();
    }
  }

  private static String commandLineOfHandle() {
    return ProcessHandle.current()
        .info()
        .commandLine()
        .map(line -> line.replace(' ', '\0'))
        .orElse("");
  }

  /** What pprof asks first; a JVM has no symbol table to serve. */
  private static HttpResponse symbols() {
    return Answer.plain(200, "num_symbols: 0\n");
  }

  private static HttpResponse text(String body) {
    return Answer.plain(200, body);
  }

  private static String quoted(String text) {
    return new String(ConfigOptions.toJson(text), StandardCharsets.UTF_8);
  }
}
