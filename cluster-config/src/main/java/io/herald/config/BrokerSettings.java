package io.herald.config;

import java.time.Duration;

/**
 * The NSQ protocol server and its limits. Each component is the key of the same name ({@code
 * maxMsgSize} is {@code --max-msg-size}, in bytes); nsqd's defaults unless its key says otherwise.
 * Components whose key has a "0 = ..." meaning hold the worked-out value, except {@code
 * broadcastTcpPort}, {@code broadcastHttpPort} (0 = the bound port) and {@code
 * maxChannelConsumers}, {@code maxConnections} and {@code maxConnectionsPerAddress} (0 = no limit).
 */
public record BrokerSettings(
    Endpoint tcpAddress,
    String broadcastAddress,
    int broadcastTcpPort,
    int broadcastHttpPort,
    int nodeId,
    int memQueueSize,
    Duration msgTimeout,
    Duration maxMsgTimeout,
    int maxMsgSize,
    int maxBodySize,
    Duration maxReqTimeout,
    Duration maxDeferTimeout,
    Duration maxHeartbeatInterval,
    int maxRdyCount,
    int maxOutputBufferSize,
    Duration maxOutputBufferTimeout,
    Duration minOutputBufferTimeout,
    Duration outputBufferTimeout,
    int maxChannelConsumers,
    boolean snappy,
    boolean deflate,
    int maxDeflateLevel,
    int maxConnections,
    int maxConnectionsPerAddress,
    int maxLineSize,
    Duration firstCommandTimeout,
    Duration tlsHandshakeTimeout,
    int maxUnacknowledgedPublishBytes,
    long publishBudgetBytes,
    int maxUndeliveredBytes,
    long tailCacheBytes,
    int maxDeferredPerChannel,
    int traceEntriesMax,
    Duration publishKeyWindow,
    int publishKeysMax,
    int loops,
    Duration taskQuantum,
    Duration drainTimeout) {}
