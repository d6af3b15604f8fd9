package io.herald.broker.session;

import io.herald.protocol.error.ErrorCode;
import io.herald.protocol.frame.FrameEncoder;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The replies a client is owed, in the order of its commands. Clients match replies to publishes
 * first in, first out (go-nsq), whatever order the topics answer in; so a reply waits here until
 * all before it are known. Publishes of one append that follow each other are one entry.
 */
public final class ReplyQueue {
  private static final int OKS_AT_ONCE = 1024;
  private static final byte[] OK = FrameEncoder.response("OK");
  private static final byte[] OKS = repeated(OK, OKS_AT_ONCE);

  private final Deque<Entry> entries = new ArrayDeque<>();

  /** The fate of one append. */
  public static final class Ticket {
    private boolean settled;
    private String failure;

    /** The append is stored. */
    public void stored() {
      settled = true;
    }

    /** The append is refused. */
    public void failed(String reason) {
      settled = true;
      failure = reason;
    }
  }

  private static final class Entry {
    final Ticket ticket;
    final ErrorCode failureCode;
    final byte[] frame;
    int oks;

    Entry(Ticket ticket, ErrorCode failureCode, byte[] frame) {
      this.ticket = ticket;
      this.failureCode = failureCode;
      this.frame = frame;
    }
  }

  /** Where frames go that may be sent now. */
  public interface Output {
    /** Sends a slice of complete frames. */
    void send(byte[] array, int from, int to);

    /** A publish has failed: sends the error; nothing of this queue may follow it. */
    void fail(ErrorCode code, String reason);
  }

  /** One publish is owed OK or, if its append fails, an error of {@code failureCode}. */
  public void publish(Ticket ticket, ErrorCode failureCode) {
    Entry last = entries.peekLast();
    if (last == null || last.ticket != ticket || last.failureCode != failureCode) {
      last = new Entry(ticket, failureCode, null);
      entries.addLast(last);
    }
    last.oks++;
  }

  /** A reply that is known already, such as IDENTIFY's. */
  public void ready(byte[] frame) {
    entries.addLast(new Entry(null, null, frame));
  }

  /** An OK that is known already. */
  public void ok() {
    ready(OK);
  }

  /** Whether nothing is owed. */
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Sends everything in front of the first reply that is not known yet. */
  public void drainTo(Output output) {
    for (Entry head = entries.peekFirst(); head != null; head = entries.peekFirst()) {
      if (head.frame != null) {
        output.send(head.frame, 0, head.frame.length);
      } else if (!head.ticket.settled) {
        return;
      } else if (head.ticket.failure != null) {
        entries.clear();
        output.fail(head.failureCode, head.ticket.failure);
        return;
      } else {
        sendOks(head.oks, output);
      }
      entries.pollFirst();
    }
  }

  private static void sendOks(int count, Output output) {
    for (int left = count; left > 0; left -= OKS_AT_ONCE) {
      output.send(OKS, 0, Math.min(left, OKS_AT_ONCE) * OK.length);
    }
  }

  private static byte[] repeated(byte[] frame, int times) {
    byte[] all = new byte[frame.length * times];
    for (int at = 0; at < all.length; at += frame.length) {
      System.arraycopy(frame, 0, all, at, frame.length);
    }
    return all;
  }
}
