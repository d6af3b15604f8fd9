package io.herald.http;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpCharset;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.StatusCode;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.RawHeader;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Responses as nsqd writes them: an {@code X-NSQ-Content-Type} header, without which go-nsq finds
 * nothing in a lookup; errors as {@code {"message":"CODE"}}; no content type on an empty body.
 */
final class Answer {
  private static final HttpHeader NSQ = RawHeader.create("X-NSQ-Content-Type", "nsq; version=1.0");
  private static final HttpCharset UTF_8 = HttpCharsets.custom("utf-8");
  private static final ContentType JSON = openCharset("application", "json");
  private static final ContentType TEXT = openCharset("text", "plain");
  private static final ContentType HTML = openCharset("text", "html");
  private static final ContentType BINARY = MediaTypes.APPLICATION_OCTET_STREAM.toContentType();

  /** Go's wording where it differs from Akka's. */
  private static final Map<Integer, StatusCode> GO_REASONS =
      Map.of(
          413,
          StatusCodes.custom(413, "Request Entity Too Large", "", false, true),
          431,
          StatusCodes.custom(431, "Request Header Fields Too Large", "", false, true));

  private Answer() {}

  /** 200 without a body: what actions answer. */
  static HttpResponse done() {
    return HttpResponse.create().addHeader(NSQ);
  }

  /** 200 with a text, empty or not. */
  static HttpResponse text(String body) {
    return body.isEmpty() ? done() : plain(200, body).addHeader(NSQ);
  }

  static HttpResponse json(byte[] body) {
    return HttpResponse.create().withEntity(HttpEntities.create(JSON, body)).addHeader(NSQ);
  }

  static HttpResponse error(HttpError error) {
    return error(error, json -> {});
  }

  /** An error with more fields than its message. */
  static HttpResponse error(HttpError error, GoJson.Content fields) {
    byte[] body =
        GoJson.write(
            json -> {
              json.writeStartObject();
              json.writeStringField("message", error.getMessage());
              fields.write(json);
              json.writeEndObject();
            });
    return HttpResponse.create()
        .withStatus(status(error.status()))
        .withEntity(HttpEntities.create(JSON, body))
        .addHeader(NSQ);
  }

  /** 401 to who has not said who he is. */
  static HttpResponse unauthorized() {
    return error(new HttpError(401, "UNAUTHORIZED"))
        .addHeader(RawHeader.create("WWW-Authenticate", "Bearer realm=\"herald\""));
  }

  /** 403 to who may not do what he asks. */
  static HttpResponse forbidden() {
    return error(new HttpError(403, "FORBIDDEN"));
  }

  /** 403 to plain HTTP, byte for byte as nsqd: nsqadmin goes on at the port it names. */
  static HttpResponse tlsRequired(int httpsPort) {
    String body = "{\"message\": \"TLS_REQUIRED\", \"https_port\": " + httpsPort + "}";
    return HttpResponse.create()
        .withStatus(status(403))
        .withEntity(HttpEntities.create(JSON, body.getBytes(StandardCharsets.UTF_8)))
        .addHeader(NSQ);
  }

  /** A text without the NSQ header: /ping and /debug. */
  static HttpResponse plain(int status, String body) {
    return HttpResponse.create()
        .withStatus(status(status))
        .withEntity(
            body.isEmpty()
                ? HttpEntities.EMPTY
                : HttpEntities.create(TEXT, body.getBytes(StandardCharsets.UTF_8)));
  }

  static HttpResponse html(String body) {
    return HttpResponse.create()
        .withEntity(HttpEntities.create(HTML, body.getBytes(StandardCharsets.UTF_8)));
  }

  static HttpResponse file(String name, byte[] body) {
    return HttpResponse.create()
        .withEntity(HttpEntities.create(BINARY, body))
        .addHeader(RawHeader.create("Content-Disposition", "attachment; filename=" + name));
  }

  static HttpResponse redirect(int status, String location) {
    return HttpResponse.create()
        .withStatus(status(status))
        .addHeader(RawHeader.create("Location", location));
  }

  private static ContentType openCharset(String type, String subtype) {
    return MediaTypes.customWithOpenCharset(type, subtype, Map.of(), false).toContentType(UTF_8);
  }

  private static StatusCode status(int code) {
    StatusCode ofGo = GO_REASONS.get(code);
    return ofGo == null ? StatusCodes.get(code) : ofGo;
  }
}
