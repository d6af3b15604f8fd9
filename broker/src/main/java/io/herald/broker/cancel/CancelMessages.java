package io.herald.broker.cancel;

import io.herald.broker.inspect.InspectMessages;
import io.herald.broker.remote.WireFormat;
import io.herald.protocol.name.ChannelName;

/** Cancelling, between nodes. */
public final class CancelMessages {
  private CancelMessages() {}

  /** Adds it to the format between nodes. */
  public static void addTo(WireFormat format) {
    format.add(
        CancelMessage.class,
        "cancel.CancelMessage:1",
        (cancel, out) -> {
          out.unsigned(cancel.id());
          out.text(cancel.channel().value());
        },
        in -> new CancelMessage(in.unsigned(), new ChannelName(in.text())));
    format.add(
        CancelOutcome.class,
        "cancel.CancelOutcome:1",
        (outcome, out) -> {
          out.flag(outcome.isCancelled());
          InspectMessages.write(outcome.before(), out);
        },
        in -> new CancelOutcome(in.flag(), InspectMessages.trace(in)));
  }
}
