package io.herald.multijvm;

import io.herald.client.NsqConnection;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;

/**
 * One broker for all test classes that ask for the same options: it starts with the first of them
 * and ends with the run. Tests keep apart by taking topic names from {@link #topic}. The broker's
 * log is printed when a test fails.
 */
final class SharedBroker implements BeforeAllCallback, AfterTestExecutionCallback {
  private static final AtomicInteger TOPICS = new AtomicInteger();

  private final LaunchOptions options;
  private Running running;

  private SharedBroker(LaunchOptions options) {
    this.options = options;
  }

  static SharedBroker withDefaults() {
    return new SharedBroker(LaunchOptions.defaults());
  }

  static SharedBroker with(LaunchOptions options) {
    return new SharedBroker(options);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    running =
        context
            .getRoot()
            .getStore(Namespace.create(SharedBroker.class))
            .getOrComputeIfAbsent(options, Running::start, Running.class);
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    if (context.getExecutionException().isPresent()) {
      System.err.println(context.getDisplayName() + " failed; " + process().logTail());
    }
  }

  BrokerProcess process() {
    return running.broker();
  }

  /** A new connection that has sent the magic. */
  NsqConnection connect() throws IOException {
    return NsqConnection.open(process().tcp());
  }

  /** The nsqd endpoints. */
  HttpProbe http() {
    return new HttpProbe(process().http());
  }

  /** The nsqlookupd endpoints. */
  HttpProbe lookup() {
    return new HttpProbe(process().lookupHttp());
  }

  /** A topic name that no other test uses. */
  String topic() {
    return "topic" + TOPICS.incrementAndGet();
  }

  private record Running(BrokerProcess broker) implements CloseableResource {
    static Running start(LaunchOptions options) {
      try {
        return new Running(BrokerProcess.start(options));
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() throws Exception {
      broker.close();
    }
  }
}
