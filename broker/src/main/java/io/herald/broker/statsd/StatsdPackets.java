package io.herald.broker.statsd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Packs lines into UDP packets (nsqd, internal/writers/boundary_buffered_writer.go). */
final class StatsdPackets {
  private StatsdPackets() {}

  /**
   * The lines in order, each ending in a line feed, as many to a packet as fit; no line is cut, so
   * one that is longer than a packet goes alone.
   *
   * @param packetBytesMax size of a packet, line feeds included
   */
  static List<byte[]> of(List<String> lines, int packetBytesMax) {
    List<byte[]> packets = new ArrayList<>();
    ByteArrayOutputStream packet = new ByteArrayOutputStream(packetBytesMax);
    for (String line : lines) {
      byte[] bytes = (line + "\n").getBytes(UTF_8);
      if (packet.size() > 0 && packet.size() + bytes.length > packetBytesMax) {
        packets.add(packet.toByteArray());
        packet.reset();
      }
      packet.writeBytes(bytes);
    }
    if (packet.size() > 0) {
      packets.add(packet.toByteArray());
    }
    return packets;
  }
}
