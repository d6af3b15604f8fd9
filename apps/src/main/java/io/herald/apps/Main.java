package io.herald.apps;

/** The {@code herald} program. */
public final class Main {
  /** How this build starts a node. */
  static final NodeStarter NODE = Node::start;

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(HeraldCommand.run(NODE, System.out, System.err, arguments));
  }
}
