package io.herald.broker.delivery;

/** Looks at unfinished messages one by one, by rising offset. */
@FunctionalInterface
interface SlotVisitor {
  void visit(long offset, MessageSlots slots, int index);
}
