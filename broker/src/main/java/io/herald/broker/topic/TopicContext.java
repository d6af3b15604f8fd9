package io.herald.broker.topic;

import akka.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import io.herald.broker.stats.BrokerStats;
import io.herald.config.BrokerSettings;
import io.herald.config.StoreSettings;
import io.herald.persistence.cursor.JournalPlugins;
import io.herald.persistence.journal.PersistenceIdPurge;

/**
 * What all topics of a node share.
 *
 * @param broker limits of delivery
 * @param store limits of the message log
 * @param logPlugins where messages and topics are stored, as durably as the node promises
 * @param cursorPlugins where cursors are stored: never behind by more than one flush, and not worth
 *     an fsync of their own
 * @param purge removes what a persistence id has stored
 * @param directory the open topics
 * @param stats the node's counters
 * @param cacheBudget bytes of newest messages that all topics together keep in memory
 * @param history reads what is stored
 * @param listener hears of topics and channels that come and go
 * @param knownChannels what a new topic begins with
 * @param loops how many event loops the node has
 */
public record TopicContext(
    BrokerSettings broker,
    StoreSettings store,
    JournalPlugins logPlugins,
    JournalPlugins cursorPlugins,
    PersistenceIdPurge purge,
    TopicDirectory directory,
    BrokerStats stats,
    CacheBudget cacheBudget,
    CurrentEventsByPersistenceIdQuery history,
    TopicListener listener,
    KnownChannels knownChannels,
    int loops) {}
