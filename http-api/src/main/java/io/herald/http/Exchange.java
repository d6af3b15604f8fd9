package io.herald.http;

import akka.Done;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.RemoteAddress;
import akka.http.javadsl.model.RequestEntity;
import akka.http.scaladsl.model.EntityStreamSizeException;
import akka.stream.javadsl.Sink;
import akka.util.ByteString;
import io.herald.http.access.Caller;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One request on its way through a route. */
final class Exchange {
  /** More than this of a body that is not wanted is not read; the connection is closed instead. */
  private static final long UNWANTED_BYTES_MAX = 8L << 20;

  private final HttpRequest request;
  private final HttpRuntime runtime;
  private final String parameter;
  private QueryParameters query;
  private boolean bodyTaken;
  private Caller caller;
  private String remark = "";

  Exchange(HttpRequest request, HttpRuntime runtime, String parameter) {
    this.request = request;
    this.runtime = runtime;
    this.parameter = parameter;
  }

  HttpRequest request() {
    return request;
  }

  String method() {
    return request.method().value();
  }

  String path() {
    return request.getUri().getPathString();
  }

  /** Sets who asks. */
  void caller(Caller known) {
    caller = known;
  }

  /** Who asks; nothing where nobody has to say so. */
  Optional<Caller> caller() {
    return Optional.ofNullable(caller);
  }

  /** Sets what the audit log shall have beside the query. */
  void remark(String text) {
    remark = text;
  }

  /** What the audit log shall have beside the query; empty if nothing. */
  String remark() {
    return remark;
  }

  /** The last part of the path where the route has a parameter there. */
  String parameter() {
    return parameter;
  }

  boolean isPut() {
    return method().equals("PUT");
  }

  /** The query, or 400 INVALID_REQUEST. */
  QueryParameters query() {
    if (query == null) {
      query = QueryParameters.parse(request.getUri().rawQueryString().orElse(""));
    }
    return query;
  }

  /** A parameter as the routes read it; empty if it is absent or the query is spoilt. */
  String queryOrEmpty(String key) {
    try {
      return query().find(key).orElse("");
    } catch (HttpError spoilt) {
      return "";
    }
  }

  /** The query as it came, without topic and channel. */
  String otherQuery() {
    return Stream.of(request.getUri().rawQueryString().orElse("").split("&", -1))
        .filter(pair -> !pair.matches("(topic|channel)(=.*)?") && !pair.isEmpty())
        .collect(Collectors.joining("&"));
  }

  /** The topic parameter, or 400 with one of the codes. */
  TopicName topic(String codeIfInvalid) {
    String name = query().require("topic", "MISSING_ARG_TOPIC");
    if (!TopicName.isValid(name)) {
      throw new HttpError(400, codeIfInvalid);
    }
    return new TopicName(name);
  }

  /** The channel parameter, or 400. */
  ChannelName channel() {
    String name = query().require("channel", "MISSING_ARG_CHANNEL");
    if (!ChannelName.isValid(name)) {
      throw new HttpError(400, "INVALID_ARG_CHANNEL");
    }
    return new ChannelName(name);
  }

  /** The declared length of the body; nothing if it comes in chunks. */
  OptionalLong contentLength() {
    return request.entity().getContentLengthOption();
  }

  /** Reads a short body; longer ones are refused with {@code tooLong}. */
  CompletionStage<byte[]> body(long bytesMax, HttpError tooLong) {
    if (request.entity() instanceof HttpEntity.Strict strict) {
      bodyTaken = true;
      return strict.getData().size() > bytesMax
          ? CompletableFuture.failedStage(tooLong)
          : CompletableFuture.completedFuture(strict.getData().toArrayUnsafe());
    }
    BodyBuffer buffer = new BodyBuffer(0);
    return read(chunk -> {
          if (buffer.openBytes() <= bytesMax) {
            byte[] bytes = chunk.toArrayUnsafe();
            long room = bytesMax + 1 - buffer.openBytes();
            buffer.append(bytes, 0, (int) Math.min(bytes.length, room));
          }
          return CompletableFuture.completedFuture(Done.getInstance());
        })
        .thenApply(
            done -> {
              if (buffer.openBytes() > bytesMax) {
                throw tooLong;
              }
              return buffer.openToArray();
            });
  }

  /** Feeds the body piece by piece; a piece is fed when the previous one's stage is complete. */
  CompletionStage<Done> read(Function<ByteString, CompletionStage<Done>> sink) {
    bodyTaken = true;
    RequestEntity entity = request.entity();
    if (entity instanceof HttpEntity.Strict strict) {
      return sink.apply(strict.getData());
    }
    return entity
        .withoutSizeLimit()
        .getDataBytes()
        .runFoldAsync(
            Done.getInstance(), (done, chunk) -> sink.apply(chunk), runtime.materializer())
        .exceptionallyCompose(
            broken -> CompletableFuture.failedStage(new HttpError(400, "INVALID_REQUEST")));
  }

  /** Reads away a body that no route wants, so that the connection can go on. */
  CompletionStage<Done> drain() {
    bodyTaken = true;
    RequestEntity entity = request.entity();
    if (entity.isStrict()) {
      return CompletableFuture.completedFuture(Done.getInstance());
    }
    return entity
        .withSizeLimit(UNWANTED_BYTES_MAX)
        .getDataBytes()
        .runWith(Sink.ignore(), runtime.materializer())
        .exceptionallyCompose(
            failure ->
                CompletableFuture.failedStage(
                    failure instanceof EntityStreamSizeException
                        ? new HttpError(413, "BODY_TOO_BIG")
                        : new HttpError(400, "INVALID_REQUEST")));
  }

  /**
   * Reads away what a route that refused before reading has left, so that a client which is still
   * sending lives to see the answer; not if it waits for our word before it sends anything.
   */
  CompletionStage<Done> drainRest() {
    boolean isLeft = !bodyTaken && request.getHeader("expect").isEmpty();
    return isLeft ? drain() : CompletableFuture.completedFuture(Done.getInstance());
  }

  /** The address and port that ask, as a TCP client's are shown; empty if they are not known. */
  String remoteAddress() {
    return request
        .getAttribute(AttributeKeys.remoteAddress)
        .filter(remote -> remote.getAddress().isPresent())
        .map(remote -> peer() + ":" + remote.getPort())
        .orElse("");
  }

  /** The address that asks. */
  String peer() {
    return request
        .getAttribute(AttributeKeys.remoteAddress)
        .flatMap(RemoteAddress::getAddress)
        .map(InetAddress::getHostAddress)
        .orElse("?");
  }

  /** As in a log line: method, path, query, who asks. */
  @Override
  public String toString() {
    String query = request.getUri().rawQueryString().map(raw -> "?" + raw).orElse("");
    return "%s %s%s (%s)".formatted(method(), path(), query, peer());
  }
}
