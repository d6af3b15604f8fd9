package io.herald.broker.tcp;

import akka.dispatch.DispatcherPrerequisites;
import akka.dispatch.ExecutorServiceConfigurator;
import akka.dispatch.ExecutorServiceFactory;
import com.typesafe.config.Config;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Makes an {@link EventLoops event loop} the executor of an Akka dispatcher. Named in configuration
 * as {@code executor}; {@code herald-loop} says which loop.
 */
public final class EventLoopExecutor extends ExecutorServiceConfigurator {
  private final ExecutorService executor;

  public EventLoopExecutor(Config config, DispatcherPrerequisites prerequisites) {
    super(config, prerequisites);
    executor = new LoopService(EventLoops.named(config.getString("herald-loop")));
  }

  /** Akka asks again whenever the dispatcher has been idle, and always gets the same loop. */
  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(
      String id, ThreadFactory threadFactory) {
    return () -> executor;
  }

  /** The loop as an ExecutorService whose end is decided by {@link EventLoops}, not by Akka. */
  private static final class LoopService extends AbstractExecutorService {
    private final EventLoop loop;

    LoopService(EventLoop loop) {
      this.loop = loop;
    }

    @Override
    public void execute(Runnable task) {
      loop.execute(new Guarded(task));
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return loop.isShuttingDown();
    }

    @Override
    public boolean isTerminated() {
      return loop.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }

  /**
   * Netty only logs what a task throws; a fatal error must reach the JVM's handler, where Akka is.
   */
  private record Guarded(Runnable task) implements Runnable {
    @Override
    public void run() {
      try {
        task.run();
      } catch (VirtualMachineError | LinkageError fatal) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, fatal);
        throw fatal;
      }
    }
  }
}
