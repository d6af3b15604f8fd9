package io.herald.broker.channel;

import io.herald.broker.session.FrameSlice;
import io.herald.protocol.message.MessageFrame;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts what one consumer gets into parts for its way to another node, so that what else travels
 * there need not wait long. A message larger than a part is a part of its own.
 */
final class DeliverParts {
  private final int bytesMax;
  private final List<List<FrameSlice>> parts = new ArrayList<>();
  private List<FrameSlice> part = new ArrayList<>();
  private int partBytes;

  private DeliverParts(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  static List<List<FrameSlice>> of(List<FrameSlice> slices, int bytesMax) {
    DeliverParts cut = new DeliverParts(bytesMax);
    slices.forEach(cut::add);
    cut.finishPart();
    return cut.parts;
  }

  private void add(FrameSlice slice) {
    FrameSlice rest = slice;
    while (partBytes + rest.sizeBytes() > bytesMax) {
      FrameSlice first = fitting(rest);
      if (first.count() == rest.count()) {
        break;
      }
      if (first.count() > 0) {
        addWhole(first);
        rest = new FrameSlice(rest.array(), first.to(), rest.to(), rest.count() - first.count());
      }
      finishPart();
    }
    addWhole(rest);
  }

  /** The first frames of the slice, as many as fit; at least one in an empty part. */
  private FrameSlice fitting(FrameSlice slice) {
    int end = slice.from();
    int count = 0;
    while (count < slice.count()) {
      int next = MessageFrame.next(slice.array(), end);
      boolean isAlone = partBytes == 0 && count == 0;
      if (partBytes + next - slice.from() > bytesMax && !isAlone) {
        break;
      }
      end = next;
      count++;
    }
    return new FrameSlice(slice.array(), slice.from(), end, count);
  }

  private void addWhole(FrameSlice slice) {
    part.add(slice);
    partBytes += slice.sizeBytes();
  }

  private void finishPart() {
    if (!part.isEmpty()) {
      parts.add(part);
      part = new ArrayList<>();
      partBytes = 0;
    }
  }
}
