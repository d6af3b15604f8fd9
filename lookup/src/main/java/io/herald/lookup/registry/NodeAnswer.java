package io.herald.lookup.registry;

import java.util.List;

/**
 * One producer of {@code GET /nodes}.
 *
 * @param producer who it is
 * @param topics that it has registered, sorted by name
 * @param tombstones for each of the topics whether it is tombstoned; as long as {@code topics},
 *     without which nsqadmin fails
 */
public record NodeAnswer(Producer producer, List<String> topics, List<Boolean> tombstones) {}
