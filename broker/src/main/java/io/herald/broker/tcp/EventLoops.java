package io.herald.broker.tcp;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.RejectedExecutionHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A node's event loops. Each is the executor of one Akka dispatcher: loop 0 of {@code
 * akka.actor.default-dispatcher}, the others of {@code herald.loop-1} and so on. They start before
 * the ActorSystem and end behind it; the other order would leave Akka without threads.
 */
public final class EventLoops {
  private static final AtomicInteger IDS = new AtomicInteger();

  /** Akka makes its executors by class name from configuration, so it finds its loop by a name. */
  private static final Map<String, EventLoop> BY_NAME = new ConcurrentHashMap<>();

  private final int id = IDS.incrementAndGet();
  private final MultiThreadIoEventLoopGroup group;
  private final List<EventLoop> loops = new ArrayList<>();

  /**
   * Starts the loops.
   *
   * @param count how many; 0 = half the cores, at least 1
   * @param taskQuantum how long tasks may run before sockets are looked at again; Netty's own
   *     default of a second starves them
   */
  public EventLoops(int count, Duration taskQuantum) {
    int wanted = count > 0 ? count : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    group = new QuantumGroup(wanted, taskQuantum);
    group.forEach(executor -> loops.add((EventLoop) executor));
    for (int index = 0; index < loops.size(); index++) {
      BY_NAME.put(name(index), loops.get(index));
    }
  }

  private String name(int index) {
    return id + "/" + index;
  }

  static EventLoop named(String name) {
    EventLoop loop = BY_NAME.get(name);
    if (loop == null) {
      throw new IllegalStateException("no event loop " + name);
    }
    return loop;
  }

  /** How many loops there are. */
  public int count() {
    return loops.size();
  }

  /** The loop of this index. */
  public EventLoop loop(int index) {
    return loops.get(index);
  }

  /** The loops as Netty takes them. */
  MultiThreadIoEventLoopGroup group() {
    return group;
  }

  /** The index of the loop that runs {@code channelLoop}. */
  int indexOf(EventLoop channelLoop) {
    return loops.indexOf(channelLoop);
  }

  /** The Akka dispatcher that runs on the loop of this index. */
  public static String dispatcher(int index) {
    return index == 0 ? "akka.actor.default-dispatcher" : "herald.loop-" + index;
  }

  /** What the ActorSystem's configuration must hold so that its dispatchers run on these loops. */
  public Config dispatchersConfig() {
    StringBuilder config = new StringBuilder();
    for (int index = 0; index < loops.size(); index++) {
      config
          .append(dispatcher(index))
          .append(" { type = Dispatcher, throughput = 64, shutdown-timeout = 1s, executor = \"")
          .append(EventLoopExecutor.class.getName())
          .append("\", herald-loop = \"")
          .append(name(index))
          .append("\" }\n");
    }
    return ConfigFactory.parseString(config.toString());
  }

  /** Ends the loops; to be called when the ActorSystem has ended. */
  public CompletionStage<Void> shutDown() {
    for (int index = 0; index < loops.size(); index++) {
      BY_NAME.remove(name(index));
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).addListener(future -> done.complete(null));
    return done;
  }

  private static final class QuantumGroup extends MultiThreadIoEventLoopGroup {
    QuantumGroup(int count, Duration taskQuantum) {
      super(
          count,
          new DefaultThreadFactory("herald-loop", false, Thread.NORM_PRIORITY),
          NioIoHandler.newFactory(),
          taskQuantum.toMillis());
    }

    @Override
    protected IoEventLoop newChild(
        Executor executor, IoHandlerFactory ioHandlerFactory, Object... args) {
      return new SingleThreadIoEventLoop(
          this,
          executor,
          ioHandlerFactory,
          Integer.MAX_VALUE,
          RejectedExecutionHandlers.reject(),
          (Long) args[0]);
    }
  }
}
