package io.herald.http;

import io.herald.client.tls.KeyKind;
import io.herald.client.tls.TestCertificates;
import io.herald.client.tls.TestIdentity;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A node's certificate and its authority, as files of a test. */
final class Tls {
  final TestCertificates authority = TestCertificates.create("Test CA");
  private final Path directory;

  Tls(Path directory, KeyKind kind) {
    this.directory = directory;
    authority.writeCa(directory.resolve("ca.pem"));
    authority.issue("localhost", kind).writeTo(directory);
  }

  /** Flags of a node that has it. */
  String[] flags(String... others) {
    return Stream.concat(
            Stream.of(
                "--tls-cert=" + directory.resolve("cert.pem"),
                "--tls-key=" + directory.resolve("key.pem")),
            Stream.of(others))
        .toArray(String[]::new);
  }

  /** Flags of a node that asks its clients for certificates of the same authority. */
  String[] mutualFlags(String... others) {
    return flags(
        Stream.concat(
                Stream.of(
                    "--tls-client-auth-policy=require-verify",
                    "--tls-root-ca-file=" + directory.resolve("ca.pem")),
                Stream.of(others))
            .toArray(String[]::new));
  }

  /** A client without a certificate. */
  HttpProbe probe(TestNode node, String... protocols) {
    return new HttpProbe(
        node.securePort(), new TlsSockets(authority.clientContext(), List.of(protocols)));
  }

  /** A client with one. */
  HttpProbe probe(TestNode node, TestIdentity client) {
    return new HttpProbe(
        node.securePort(), new TlsSockets(authority.clientContext(client), List.of()));
  }

  TestIdentity client(String commonName) {
    return authority.issue(commonName, KeyKind.EC_P256);
  }
}
