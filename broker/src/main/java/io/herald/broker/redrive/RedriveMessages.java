package io.herald.broker.redrive;

import io.herald.broker.inspect.InspectMessages;
import io.herald.broker.inspect.StoredMessage;
import io.herald.broker.remote.WireFormat;
import io.herald.broker.remote.WireReader;
import java.util.List;

/** Redriving, between nodes. */
public final class RedriveMessages {
  private static final int BYTES_PER_MESSAGE = 5; // at least

  private RedriveMessages() {}

  /** Adds it to the format between nodes. */
  public static void addTo(WireFormat format) {
    format.add(
        ReadDeadLetters.class,
        "redrive.ReadDeadLetters:1",
        (read, out) -> {
          out.unsigned(read.partition());
          out.signed(read.from());
          out.unsigned(read.max());
        },
        in -> new ReadDeadLetters(in.unsignedInt(), in.signed(), in.unsignedInt()));
    format.add(
        DeadLettersRead.class,
        "redrive.DeadLettersRead:1",
        (read, out) -> {
          out.signed(read.next());
          out.signed(read.end());
          out.list(read.messages(), InspectMessages::write);
        },
        RedriveMessages::read);
    format.add(
        FinishDeadLetters.class,
        "redrive.FinishDeadLetters:1",
        (finish, out) -> {
          out.unsigned(finish.partition());
          out.list(finish.offsets(), (offset, to) -> to.signed(offset));
        },
        in -> new FinishDeadLetters(in.unsignedInt(), in.list(1, WireReader::signed)));
  }

  private static DeadLettersRead read(WireReader in) {
    long next = in.signed();
    long end = in.signed();
    List<StoredMessage> messages = in.list(BYTES_PER_MESSAGE, InspectMessages::message);
    return new DeadLettersRead(messages, next, end);
  }
}
