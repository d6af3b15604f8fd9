package io.herald.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Requests that are right, nearly right, or nothing at all; the same for the same seed. */
final class RandomRequest {
  private static final String[] METHODS = {
    "GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH", "TRACE", "CONNECT", "get", "FOO", ""
  };
  private static final String[] PATHS = {
    "/ping",
    "/info",
    "/stats",
    "/pub",
    "/mpub",
    "/topic/create",
    "/topic/delete",
    "/topic/empty",
    "/topic/pause",
    "/channel/create",
    "/channel/delete",
    "/config/msg_timeout",
    "/config/x",
    "/debug/pprof/",
    "/debug/setblockrate",
    "/",
    "*",
    "//",
    "/../ping",
    "/%2e%2e/",
    "/ping/",
    "http://x/ping",
    "/pub#a",
    "/\u00e9",
    "/%",
    "/config/%00",
    "/stats/../pub",
    "",
    " "
  };
  private static final String[] KEYS = {
    "topic", "channel", "defer", "binary", "format", "include_clients", "include_mem", "rate", "x"
  };
  private static final String[] VALUES = {
    "t",
    "c",
    "json",
    "true",
    "0",
    "-1",
    "99999999999999999999",
    "%zz",
    "%",
    "a;b",
    "+",
    "%00",
    "!!",
    "#ephemeral",
    "%23ephemeral",
    "t%20t",
    "\u00ff",
    "",
    "<script>",
    "\"",
    "\\"
  };
  private static final String[] HEADERS = {
    "Content-Length: -1",
    "Content-Length: 5, 5",
    "Content-Length: 99999999999999999999",
    "Content-Length: 3",
    "Content-Length: x",
    "Transfer-Encoding: chunked",
    "Transfer-Encoding: gzip",
    "Transfer-Encoding: chunked, chunked",
    "Connection: close",
    "Connection: keep-alive, upgrade",
    "Upgrade: h2c",
    "Expect: 100-continue",
    "Expect: 200-ok",
    "Content-Type: nonsense",
    "Content-Type: ;;;",
    "Host: y",
    "Host: a b",
    "Host:",
    "NoColon",
    ": empty",
    " folded: x",
    "Accept: ;;q=x",
    "Range: bytes=-",
    "Cookie: \u0001\u0002",
    "Accept-Encoding: gzip;q=7",
    "If-Modified-Since: never",
    "Timeout-Access: x",
    "A: \u00e9"
  };
  private static final String[] CHUNKED_BODIES = {
    "0\r\n\r\n",
    "3\r\nabc\r\n0\r\n\r\n",
    "zz\r\n",
    "-1\r\n",
    "fffffffffff\r\nab",
    "3\r\nab",
    "3;ext=1\r\nabc\r\n0\r\nTrailer: x\r\n\r\n",
    "3\r\nabcd\r\n0\r\n\r\n",
    "\r\n",
    "3"
  };

  private final Random random;

  RandomRequest(long seed) {
    random = new Random(seed);
  }

  byte[] next() {
    if (random.nextInt(20) == 0) {
      byte[] noise = new byte[1 + random.nextInt(300)];
      random.nextBytes(noise);
      return noise;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] body = body();
    List<String> lines = new ArrayList<>();
    lines.add(oneOf(METHODS) + " " + target() + " " + version());
    if (random.nextInt(10) > 0) {
      lines.add("Host: x");
    }
    if (random.nextInt(3) > 0) {
      lines.add("Content-Length: " + body.length);
    }
    for (int extra = random.nextInt(4); extra > 0; extra--) {
      lines.add(oneOf(HEADERS));
    }
    String end = random.nextInt(30) == 0 ? "\n" : "\r\n";
    out.writeBytes((String.join(end, lines) + end + end).getBytes(ISO_8859_1));
    out.writeBytes(body);
    return mutated(out.toByteArray());
  }

  private String target() {
    if (random.nextInt(100) == 0) {
      return "/" + "a".repeat(random.nextInt(20_000));
    }
    StringBuilder target = new StringBuilder(oneOf(PATHS));
    for (int i = random.nextInt(4); i > 0; i--) {
      target.append(target.indexOf("?") < 0 ? '?' : '&');
      target.append(oneOf(KEYS)).append('=').append(oneOf(VALUES));
    }
    return target.toString();
  }

  private String version() {
    return random.nextInt(15) == 0
        ? oneOf("HTTP/1.0", "HTTP/2.0", "HTTP/0.9", "HTTP/1.11", "ICY", "")
        : "HTTP/1.1";
  }

  private byte[] body() {
    switch (random.nextInt(4)) {
      case 0:
        return new byte[0];
      case 1:
        return oneOf(CHUNKED_BODIES).getBytes(ISO_8859_1);
      case 2:
        byte[] noise = new byte[random.nextInt(2000)];
        random.nextBytes(noise);
        return noise;
      default:
        return "line one\nline two\r\n\n".getBytes(ISO_8859_1);
    }
  }

  private byte[] mutated(byte[] request) {
    byte[] changed = request.clone();
    if (random.nextInt(3) == 0) {
      for (int flips = random.nextInt(5); flips >= 0; flips--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
    }
    return random.nextInt(10) == 0
        ? Arrays.copyOf(changed, random.nextInt(changed.length))
        : changed;
  }

  private String oneOf(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
