package io.herald.apps;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * SIGTERM and SIGINT. Handled here and not by a shutdown hook, because a JVM that is ended by its
 * hooks exits with 143 where nsqd exits with 0. {@code sun.misc.Signal} is reached by reflection:
 * javac warns about any other use, and warnings stop the build.
 */
final class StopSignals {
  private enum Phase {
    STARTING,
    RUNNING,
    STOPPING
  }

  private static final int ABANDONED = 130;

  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.STARTING);
  private final CountDownLatch asked = new CountDownLatch(1);

  private StopSignals() {}

  /** Takes the two signals over from the JVM. */
  static StopSignals install() {
    StopSignals signals = new StopSignals();
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              StopSignals.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> signals.answer(method.getName(), self, arguments));
      for (String name : List.of("TERM", "INT")) {
        signal
            .getMethod("handle", signal, handler)
            .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
      }
    } catch (ReflectiveOperationException missing) {
      throw new IllegalStateException("this JVM has no sun.misc.Signal", missing);
    }
    return signals;
  }

  /** From now on a signal asks for an orderly stop. Before that there is nothing to stop. */
  void started() {
    phase.set(Phase.RUNNING);
  }

  /** Asks for the stop as a signal does. */
  void ask() {
    asked.countDown();
  }

  void await() throws InterruptedException {
    asked.await();
  }

  /** Waits at most so long; returns whether the stop was asked for. */
  boolean await(Duration limit) throws InterruptedException {
    return asked.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  private Object answer(String method, Object self, Object[] arguments) {
    if (method.equals("handle")) {
      received();
      return null;
    }
    if (method.equals("equals")) {
      return self == arguments[0];
    }
    return method.equals("hashCode") ? (Object) System.identityHashCode(self) : "StopSignals";
  }

  /** While starting, nothing is acknowledged yet: end at once. A second signal does not wait. */
  private void received() {
    if (phase.get() == Phase.STARTING) {
      Runtime.getRuntime().halt(0);
    }
    if (!phase.compareAndSet(Phase.RUNNING, Phase.STOPPING)) {
      Runtime.getRuntime().halt(ABANDONED);
    }
    ask();
  }
}
