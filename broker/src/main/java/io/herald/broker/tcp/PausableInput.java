package io.herald.broker.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Input that is handed on in small pieces, one for each read that is asked for. Compressed input
 * may be a thousand times larger once it is expanded; so it waits here as it came, and only what
 * the connection asks for is expanded. The socket is not read meanwhile.
 */
abstract class PausableInput extends ChannelDuplexHandler {
  private final Deque<ByteBuf> waiting = new ArrayDeque<>();
  private boolean wanted;

  /** That the client will send no more; it comes behind everything that waits. */
  private Object end;

  /** The next piece of what waits, or null if it takes more input. */
  abstract ByteBuf next(ChannelHandlerContext context, Deque<ByteBuf> input);

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    waiting.addLast((ByteBuf) message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (wanted) {
      serve(context);
    }
  }

  @Override
  public void read(ChannelHandlerContext context) {
    wanted = true;
    serve(context);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event != ChannelInputShutdownEvent.INSTANCE) {
      context.fireUserEventTriggered(event);
      return;
    }
    end = event;
    if (wanted) {
      serve(context);
    }
  }

  private void serve(ChannelHandlerContext context) {
    ByteBuf piece = next(context, waiting);
    if (piece != null) {
      wanted = false; // before it is handed on, for the next read may be asked for at once
      context.fireChannelRead(piece);
      context.fireChannelReadComplete();
    } else if (end != null) {
      Object event = end;
      end = null;
      context.fireUserEventTriggered(event);
    } else {
      context.read();
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    waiting.forEach(ByteBuf::release);
    waiting.clear();
  }
}
