package io.herald.config;

import java.time.Duration;

/**
 * TLS of NSQ clients and of HTTPS. Paths are empty where nothing is given.
 *
 * @param tlsCert PEM file of this node's certificate and those between it and its authority
 * @param tlsKey PEM file of its private key
 * @param tlsRootCaFile PEM file of the authorities that client certificates lead to
 * @param tlsClientAuthPolicy what certificate clients must show
 * @param tlsRequired who must use TLS; TRUE at least, if clients must show a certificate
 * @param tlsMinVersion the oldest version accepted
 * @param tlsReloadInterval how often the files are looked at for changes
 */
public record TlsSettings(
    String tlsCert,
    String tlsKey,
    String tlsRootCaFile,
    TlsClientAuthPolicy tlsClientAuthPolicy,
    TlsRequired tlsRequired,
    TlsVersion tlsMinVersion,
    Duration tlsReloadInterval) {

  /** nsqd, too, takes a policy for client certificates as a wish for TLS. */
  public TlsSettings {
    if (tlsClientAuthPolicy != TlsClientAuthPolicy.NONE && tlsRequired == TlsRequired.FALSE) {
      tlsRequired = TlsRequired.TRUE;
    }
  }

  /** Whether TLS is offered at all. */
  public boolean isEnabled() {
    return !tlsCert.isEmpty();
  }
}
