package io.herald.persistence.serialization;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.serialization.SerializationExtension;
import akka.serialization.SerializerWithStringManifest;
import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Random;

/**
 * Bytes that some release has written and every later one must read, in hex. The file {@code
 * topic/TopicPaused-1.hex} belongs to the manifest {@code TopicPaused:1}.
 */
public final class GoldenFile {
  private GoldenFile() {}

  /** Checks that the file is what the serializer writes and that it reads the file as sample. */
  public static void check(
      SerializerWithStringManifest serializer, String directory, String file, Object sample)
      throws IOException {
    String manifest = file.replace('-', ':');
    byte[] golden = bytes(directory, file);
    assertThat(serializer.manifest(sample)).isEqualTo(manifest);
    assertThat(HexFormat.of().formatHex(serializer.toBinary(sample)))
        .isEqualTo(HexFormat.of().formatHex(golden));
    assertThat(serializer.fromBinary(golden, manifest)).isEqualTo(sample);
  }

  /** Checks that anything but the whole file is refused, or read as something of its manifest. */
  public static void checkDamage(
      SerializerWithStringManifest serializer, String directory, String file) throws IOException {
    String manifest = file.replace('-', ':');
    byte[] golden = bytes(directory, file);
    for (int length = 0; length <= golden.length + 1; length++) {
      byte[] cut = Arrays.copyOf(golden, length);
      if (length != golden.length) {
        assertThatThrownBy(() -> serializer.fromBinary(cut, manifest))
            .as("%d bytes of %d", length, golden.length)
            .isInstanceOf(NotSerializableException.class);
      }
    }
    Random random = new Random(golden.length);
    for (int n = 0; n < 2_000 && golden.length > 0; n++) {
      byte[] bytes = golden.clone();
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      try {
        assertThat(serializer.fromBinary(bytes, manifest)).isNotNull();
      } catch (NotSerializableException expected) {
        assertThat(expected).hasMessageContaining(manifest);
      }
    }
  }

  /** Checks that Akka takes this serializer for all samples and none of Java's. */
  public static void checkBinding(
      SerializerWithStringManifest serializer, Collection<Object> samples) {
    ActorTestKit kit = ActorTestKit.create();
    try {
      var serialization = SerializationExtension.get(kit.system());
      for (Object sample : samples) {
        assertThat(serialization.findSerializerFor(sample)).hasSameClassAs(serializer);
        assertThat(serialization.findSerializerFor(sample).identifier())
            .isEqualTo(serializer.identifier());
      }
    } finally {
      kit.shutdownTestKit();
    }
  }

  /** The bytes of a file. */
  public static byte[] bytes(String directory, String file) throws IOException {
    String path = "/" + directory + "/" + file + ".hex";
    try (InputStream in = GoldenFile.class.getResourceAsStream(path)) {
      assertThat(in).as("golden file %s", path).isNotNull();
      return HexFormat.of().parseHex(new String(in.readAllBytes(), US_ASCII).strip());
    }
  }
}
