package io.herald.multijvm.faults.harness;

import io.herald.multijvm.LaunchOptions;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Where one node listens, in all its lives. */
record NodeAddresses(
    InetSocketAddress tcp,
    InetSocketAddress http,
    InetSocketAddress lookupTcp,
    InetSocketAddress lookupHttp,
    InetSocketAddress cluster) {
  /** Free ports of 127.0.0.1. */
  static NodeAddresses onLoopback() throws IOException {
    return new NodeAddresses(
        FreePort.onLoopback(),
        FreePort.onLoopback(),
        FreePort.onLoopback(),
        FreePort.onLoopback(),
        FreePort.onLoopback());
  }

  LaunchOptions in(LaunchOptions options) {
    return options
        .with("--tcp-address", text(tcp))
        .with("--http-address", text(http))
        .with("--lookup-tcp-address", text(lookupTcp))
        .with("--lookup-http-address", text(lookupHttp))
        .with("--broadcast-address", tcp.getAddress().getHostAddress())
        .withHerald("--cluster-address", text(cluster));
  }

  static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}
