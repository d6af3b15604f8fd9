package io.herald.http;

import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.RemoteAddress;
import akka.http.javadsl.model.RequestEntity;
import akka.http.javadsl.model.headers.Connection;
import akka.stream.Attributes;
import akka.stream.BidiShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.javadsl.Source;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.TimerGraphStageLogic;
import akka.util.ByteString;
import io.herald.broker.stats.ConnectionCounters.Reason;
import java.util.OptionalLong;

/**
 * Sits between HTTP and the site on each connection. It gives up a client that is slow to shake
 * hands, to send its first request or any body; it puts the peer's address on each request; and
 * when the node stops, it lets the request that is being answered have its answer.
 *
 * <pre>
 * requestIn  ─► remote address, pace of the body ─► requestOut
 * responseOut ◄─ Connection: close, if stopping ◄─ responseIn
 * </pre>
 */
final class ConnectionGuard
    extends GraphStage<BidiShape<HttpResponse, HttpResponse, HttpRequest, HttpRequest>> {
  private final Inlet<HttpRequest> requestIn = Inlet.create("requestIn");
  private final Outlet<HttpRequest> requestOut = Outlet.create("requestOut");
  private final Inlet<HttpResponse> responseIn = Inlet.create("responseIn");
  private final Outlet<HttpResponse> responseOut = Outlet.create("responseOut");
  private final HttpConnection connection;
  private final HttpLimits limits;
  private final boolean secure;
  private final int bodyRateMin;
  private final RemoteAddress peer;

  /**
   * Makes the guard of one connection.
   *
   * @param secure whether a TLS handshake comes first
   * @param bodyRateMin bytes a second
   */
  ConnectionGuard(HttpConnection connection, HttpLimits limits, boolean secure, int bodyRateMin) {
    this.connection = connection;
    this.limits = limits;
    this.secure = secure;
    this.bodyRateMin = bodyRateMin;
    this.peer = RemoteAddress.create(connection.peer());
  }

  @Override
  public BidiShape<HttpResponse, HttpResponse, HttpRequest, HttpRequest> shape() {
    return BidiShape.of(responseIn, responseOut, requestIn, requestOut);
  }

  @Override
  public GraphStageLogic createLogic(Attributes inherited) {
    return new Logic();
  }

  private HttpRequest prepared(HttpRequest request) {
    return paced(request).addAttribute(AttributeKeys.remoteAddress, peer);
  }

  /** A short body that came with its head is not touched. */
  private HttpRequest paced(HttpRequest request) {
    RequestEntity body = request.entity();
    if (body.isStrict()) {
      return request;
    }
    Runnable tooSlow = () -> connection.giveUp(Reason.FIRST_COMMAND);
    Source<ByteString, Object> bytes =
        body.getDataBytes().via(new BodyPace(bodyRateMin, limits.firstRequestTimeout(), tooSlow));
    OptionalLong length = body.getContentLengthOption();
    return request.withEntity(
        length.isPresent()
            ? HttpEntities.create(body.getContentType(), length.getAsLong(), bytes)
            : HttpEntities.createChunked(body.getContentType(), bytes));
  }

  private final class Logic extends TimerGraphStageLogic {
    private static final String HANDSHAKE = "handshake";
    private static final String FIRST_REQUEST = "first request";

    private boolean answering;
    private boolean stopping;

    Logic() {
      super(ConnectionGuard.this.shape());
      setHandler(requestIn, new RequestIn());
      setHandler(requestOut, new RequestOut());
      setHandler(responseIn, new ResponseIn());
      setHandler(responseOut, new ResponseOut());
    }

    @Override
    public void preStart() {
      var stop = this.<Object>createAsyncCallback(unused -> stop());
      connection.stoppedBy(() -> stop.invoke(this));
      if (secure) {
        scheduleOnce(HANDSHAKE, limits.handshakeTimeout());
      }
      scheduleOnce(FIRST_REQUEST, limits.firstRequestTimeout());
    }

    @Override
    public void onTimer(Object timer) {
      if (timer.equals(FIRST_REQUEST)) {
        connection.giveUp(Reason.FIRST_COMMAND);
      } else if (!connection.isHandshaken()) {
        connection.giveUp(Reason.HANDSHAKE);
      }
    }

    @Override
    public void postStop() {
      connection.end();
    }

    private void stop() {
      stopping = true;
      if (!answering) {
        connection.close();
      }
    }

    private final class RequestIn extends AbstractInHandler {
      @Override
      public void onPush() {
        cancelTimer(FIRST_REQUEST);
        answering = true;
        push(requestOut, prepared(grab(requestIn)));
      }

      @Override
      public void onUpstreamFinish() {
        complete(requestOut);
      }

      @Override
      public void onUpstreamFailure(Throwable failure) {
        fail(requestOut, failure);
      }
    }

    private final class RequestOut extends AbstractOutHandler {
      @Override
      public void onPull() {
        pull(requestIn);
      }

      @Override
      public void onDownstreamFinish(Throwable cause) {
        cancel(requestIn, cause);
      }
    }

    private final class ResponseIn extends AbstractInHandler {
      @Override
      public void onPush() {
        answering = false;
        HttpResponse response = grab(responseIn);
        push(responseOut, stopping ? response.addHeader(Connection.create("close")) : response);
      }

      @Override
      public void onUpstreamFinish() {
        complete(responseOut);
      }

      @Override
      public void onUpstreamFailure(Throwable failure) {
        fail(responseOut, failure);
      }
    }

    private final class ResponseOut extends AbstractOutHandler {
      @Override
      public void onPull() {
        pull(responseIn);
      }

      @Override
      public void onDownstreamFinish(Throwable cause) {
        cancel(responseIn, cause);
      }
    }
  }
}
