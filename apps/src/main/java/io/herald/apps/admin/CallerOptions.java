package io.herald.apps.admin;

import io.herald.broker.tls.KeyMaterial;
import io.herald.broker.tls.TlsFileException;
import io.herald.config.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of all commands that ask a node over HTTP: who asks, and whether he does it over TLS. */
final class CallerOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @ArgGroup(exclusive = true)
  private Token token;

  /** The one or the other. */
  private static final class Token {
    @Option(
        names = "--token",
        paramLabel = "TOKEN",
        description =
            "The token of an HTTP caller, where nodes ask for one. Other users of this machine may"
                + " see it; better put it into a file.")
    private String text;

    @Option(
        names = "--token-file",
        paramLabel = "FILE",
        description = "A file with the token of an HTTP caller.")
    private Path file;
  }

  @Option(
      names = "--tls",
      description =
          "Speak HTTPS. What follows means it, too; without a CA file, Java's are trusted.")
  private boolean tls;

  @Option(
      names = "--tls-root-ca-file",
      paramLabel = "FILE",
      description = "The authorities that the node's certificate must lead to, in PEM.")
  private Path rootCaFile;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "The certificate to show, where nodes know callers by it, in PEM.")
  private Path certificate;

  @Option(names = "--tls-key", paramLabel = "FILE", description = "Its private key, in PEM.")
  private Path key;

  /**
   * A client for a node.
   *
   * @param option the one that named the address, for complaints
   * @param address {@code host:port}
   * @throws ParameterException in one line, if an option is of no use
   */
  NodeClient client(String option, String address) {
    return new NodeClient(endpoint(option, address), context(), token());
  }

  private Endpoint endpoint(String option, String address) {
    try {
      return Endpoint.parse(address);
    } catch (IllegalArgumentException wrong) {
      throw misuse(option + "=" + address + ": must be host:port", wrong);
    }
  }

  private Optional<String> token() {
    if (token == null) {
      return Optional.empty();
    }
    String secret = token.file == null ? token.text : read(token.file);
    if (!secret.matches("[!-~]+")) {
      throw misuse("the token must be one word of visible ASCII", null);
    }
    return Optional.of(secret);
  }

  private String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException unreadable) {
      throw misuse(
          "--token-file: cannot read " + file + " (" + unreadable.getClass().getSimpleName() + ")",
          unreadable);
    }
  }

  private Optional<SSLContext> context() {
    if ((certificate == null) != (key == null)) {
      throw misuse("--tls-cert and --tls-key belong together", null);
    }
    if (!tls && rootCaFile == null && certificate == null) {
      return Optional.empty();
    }
    try {
      // null is what comes with Java
      TrustManager[] trust = rootCaFile == null ? null : KeyMaterial.authorities(rootCaFile);
      if (certificate != null) {
        return Optional.of(KeyMaterial.context(certificate, key, trust));
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust, null);
      return Optional.of(context);
    } catch (TlsFileException unusable) {
      throw misuse(unusable.getMessage(), unusable);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible); // every Java has TLS
    }
  }

  private ParameterException misuse(String problem, Throwable cause) {
    return new ParameterException(spec.commandLine(), problem, cause);
  }
}
