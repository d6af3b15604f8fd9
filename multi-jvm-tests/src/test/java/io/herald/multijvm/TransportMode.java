package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.client.NsqConnection;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/** What a client may put between its commands and the socket. */
enum TransportMode {
  PLAIN("", Compression.NONE),
  TLS_1_2("TLSv1.2", Compression.NONE),
  TLS_1_3("TLSv1.3", Compression.NONE),
  MUTUAL_TLS("TLSv1.3", Compression.NONE),
  SNAPPY("", Compression.SNAPPY),
  DEFLATE("", Compression.DEFLATE),
  TLS_SNAPPY("TLSv1.3", Compression.SNAPPY),
  TLS_DEFLATE("TLSv1.3", Compression.DEFLATE);

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int DEFLATE_LEVEL = 6;

  private enum Compression {
    NONE,
    SNAPPY,
    DEFLATE
  }

  private final String protocol;
  private final Compression compression;

  TransportMode(String protocol, Compression compression) {
    this.protocol = protocol;
    this.compression = compression;
  }

  boolean isTls() {
    return !protocol.isEmpty();
  }

  boolean isSnappy() {
    return compression == Compression.SNAPPY;
  }

  boolean isDeflate() {
    return compression == Compression.DEFLATE;
  }

  /** TLS as Java names it, such as {@code TLSv1.3}; empty without. */
  String protocol() {
    return protocol;
  }

  /** An IDENTIFY body that asks for this, and for {@code client_id} to be its name. */
  String identify() {
    return "{\"feature_negotiation\":true,\"client_id\":\""
        + this
        + "\",\"tls_v1\":"
        + isTls()
        + ",\"snappy\":"
        + isSnappy()
        + ",\"deflate\":"
        + isDeflate()
        + ",\"deflate_level\":"
        + DEFLATE_LEVEL
        + "}";
  }

  /** Connects, negotiates and upgrades; fails if anything was not granted. */
  NsqConnection open(InetSocketAddress address, SSLContext context) throws IOException {
    return open(address, context, UnaryOperator.identity());
  }

  /** As above; the bytes beneath all layers pass through {@code wire}. */
  NsqConnection open(
      InetSocketAddress address, SSLContext context, UnaryOperator<OutputStream> wire)
      throws IOException {
    NsqConnection connection = NsqConnection.open(address, wire);
    try {
      JsonNode granted = MAPPER.readTree(connection.identify(identify()));
      assertThat(granted.get("tls_v1").asBoolean()).as("tls_v1").isEqualTo(isTls());
      assertThat(granted.get("snappy").asBoolean()).as("snappy").isEqualTo(isSnappy());
      assertThat(granted.get("deflate").asBoolean()).as("deflate").isEqualTo(isDeflate());
      upgrade(connection, context);
      return connection;
    } catch (IOException | RuntimeException | AssertionError e) {
      connection.close();
      throw e;
    }
  }

  private void upgrade(NsqConnection connection, SSLContext context) throws IOException {
    if (isTls()) {
      SSLEngine engine = context.createSSLEngine();
      engine.setEnabledProtocols(new String[] {protocol});
      connection.upgradeTls(engine);
    }
    if (isSnappy()) {
      connection.upgradeSnappy();
    } else if (isDeflate()) {
      connection.upgradeDeflate(DEFLATE_LEVEL);
    }
  }
}
