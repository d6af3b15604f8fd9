package io.herald.persistence.cassandra;

import akka.Done;
import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.herald.persistence.lease.LeaseTable;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** The tables of leases in Cassandra: every change is a lightweight transaction. */
public final class CassandraLeaseTable implements LeaseTable {
  private static final String RENEWALS = "renewals";

  private final CassandraConnection connection;
  private final String sessions;
  private final String ownerships;

  /** The tables behind a connection. */
  public CassandraLeaseTable(CassandraConnection connection) {
    this.connection = connection;
    this.sessions = connection.contact().keyspace() + ".sessions";
    this.ownerships = connection.contact().keyspace() + ".ownerships";
  }

  @Override
  public CompletionStage<Done> begin(String session, String node) {
    return execute(
            "INSERT INTO " + sessions + " (session, node, renewals) VALUES (?, ?, 0) IF NOT EXISTS",
            session,
            node)
        .thenApply(result -> Done.getInstance());
  }

  @Override
  public CompletionStage<Renewal> renew(String session, long renewals) {
    return execute(
            "UPDATE " + sessions + " SET renewals = ? WHERE session = ? IF renewals = ?",
            renewals + 1,
            session,
            renewals)
        .thenApply(
            result ->
                result.wasApplied()
                    ? new Renewal(true, renewals + 1)
                    : new Renewal(false, renewals(result).orElse(-1)));
  }

  @Override
  public CompletionStage<OptionalLong> renewals(String session) {
    return execute("SELECT renewals FROM " + sessions + " WHERE session = ?", session)
        .thenApply(CassandraLeaseTable::renewals);
  }

  @Override
  public CompletionStage<Boolean> end(String session, long renewals) {
    return execute(
            "DELETE FROM " + sessions + " WHERE session = ? IF renewals = ?", session, renewals)
        .thenApply(result -> result.wasApplied() || renewals(result).isEmpty());
  }

  @Override
  public CompletionStage<Optional<Owner>> owner(String key) {
    SimpleStatement read =
        CassandraConnection.statement(
                "SELECT epoch, owner FROM " + ownerships + " WHERE key = ?", key)
            .setConsistencyLevel(ConsistencyLevel.SERIAL);
    return connection
        .session()
        .executeAsync(read)
        .thenApply(
            result ->
                Optional.ofNullable(result.one())
                    .map(row -> new Owner(row.getLong("epoch"), row.getString("owner"))));
  }

  @Override
  public CompletionStage<Boolean> change(String key, Optional<Owner> from, Owner to) {
    CompletionStage<AsyncResultSet> changed =
        from.isEmpty()
            ? execute(
                "INSERT INTO " + ownerships + " (key, epoch, owner) VALUES (?, ?, ?) IF NOT EXISTS",
                key,
                to.epoch(),
                to.session())
            : execute(
                "UPDATE "
                    + ownerships
                    + " SET epoch = ?, owner = ? WHERE key = ? IF epoch = ? AND owner = ?",
                to.epoch(),
                to.session(),
                key,
                from.get().epoch(),
                from.get().session());
    return changed.thenApply(AsyncResultSet::wasApplied);
  }

  @Override
  public CompletionStage<Boolean> forget(String key, Owner owner) {
    return execute(
            "DELETE FROM " + ownerships + " WHERE key = ? IF epoch = ? AND owner = ?",
            key,
            owner.epoch(),
            owner.session())
        .thenApply(AsyncResultSet::wasApplied);
  }

  private CompletionStage<AsyncResultSet> execute(String cql, Object... values) {
    return connection.session().executeAsync(CassandraConnection.statement(cql, values));
  }

  /** A transaction that was not applied shows what is there; no row, or no value, is nothing. */
  private static OptionalLong renewals(AsyncResultSet result) {
    Row row = result.one();
    return row == null || !row.getColumnDefinitions().contains(RENEWALS) || row.isNull(RENEWALS)
        ? OptionalLong.empty()
        : OptionalLong.of(row.getLong(RENEWALS));
  }
}
