package io.herald.persistence.cassandra;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where Cassandra is and how Herald shows itself there.
 *
 * @param addresses nodes to begin with, as {@code host:port}
 * @param datacenter the data centre whose nodes are asked
 * @param keyspace of everything that Herald keeps
 * @param username empty: nobody asks
 * @param password of the user
 */
public record CassandraContact(
    List<String> addresses, String datacenter, String keyspace, String username, String password) {
  /** Takes a copy of the list. */
  public CassandraContact {
    addresses = List.copyOf(addresses);
  }

  /** The addresses, for messages. */
  public String where() {
    return String.join(", ", addresses);
  }

  /** The addresses, looked up now; one whose name is not known is unresolved. */
  List<InetSocketAddress> socketAddresses() {
    return addresses.stream().map(CassandraContact::socketAddress).toList();
  }

  private static InetSocketAddress socketAddress(String address) {
    int colon = address.lastIndexOf(':');
    String host = address.substring(0, colon).replaceAll("[\\[\\]]", "");
    return new InetSocketAddress(host, Integer.parseInt(address.substring(colon + 1)));
  }

  /** Never shows the password. */
  @Override
  public String toString() {
    return "Cassandra at " + where() + ", keyspace " + keyspace;
  }
}
