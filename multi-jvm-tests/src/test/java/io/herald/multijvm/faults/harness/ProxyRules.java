package io.herald.multijvm.faults.harness;

import java.time.Duration;

/**
 * How bytes pass a {@link FaultProxy}.
 *
 * @param delay how long each read waits before it is written; less passes then, too
 * @param bytesPerSecond at most so many in each direction of a connection; 0 for no bound
 * @param pieceBytes longest write, of 1 to so many bytes by chance; 0 for no bound
 * @param toServer false: nothing of what clients say arrives
 * @param toClient false: nothing of what the server says arrives
 */
public record ProxyRules(
    Duration delay, long bytesPerSecond, int pieceBytes, boolean toServer, boolean toClient) {
  /** As if there was no proxy. */
  public static final ProxyRules OPEN = new ProxyRules(Duration.ZERO, 0, 0, true, true);

  /** Nothing passes, and nobody is told. */
  public static final ProxyRules SILENT = new ProxyRules(Duration.ZERO, 0, 0, false, false);

  public static ProxyRules delayed(Duration delay) {
    return new ProxyRules(delay, 0, 0, true, true);
  }

  public static ProxyRules slow(long bytesPerSecond) {
    return new ProxyRules(Duration.ZERO, bytesPerSecond, 0, true, true);
  }

  public static ProxyRules inPieces(int pieceBytes) {
    return new ProxyRules(Duration.ZERO, 0, pieceBytes, true, true);
  }

  /** Only clients are heard, or only the server. */
  public static ProxyRules oneWay(boolean toServer) {
    return new ProxyRules(Duration.ZERO, 0, 0, toServer, !toServer);
  }
}
