/**
 * TLS of a node: its certificate and key from PEM files, what it asks of clients, and new files
 * used as they appear. NSQ connections, HTTPS and the cluster take their key material from here.
 */
package io.herald.broker.tls;
