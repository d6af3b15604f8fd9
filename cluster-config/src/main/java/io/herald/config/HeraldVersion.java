package io.herald.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The two versions a node has. */
public final class HeraldVersion {
  /**
   * The nsqd release this node is compatible with. It stands wherever nsqd shows its version,
   * because nsqadmin and clients compare that one.
   */
  public static final String NSQ_VERSION = "1.3.0";

  /** Herald's own version, as built. */
  public static final String HERALD_VERSION = built();

  private HeraldVersion() {}

  private static String built() {
    try (InputStream file = HeraldVersion.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      properties.load(file);
      return properties.getProperty("version");
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
