package io.herald.broker.request;

/** What one partition answers to a {@link PartitionRequest}; it crosses nodes, too. */
public interface PartitionAnswer {}
