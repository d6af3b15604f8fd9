package io.herald.http;

import java.util.Map;

/**
 * What a probe is told.
 *
 * @param ok whether all checks are passed
 * @param problems what is wrong, by the name of the check; empty if all is well
 */
public record HealthAnswer(boolean ok, Map<String, String> problems) {
  public HealthAnswer {
    problems = Map.copyOf(problems);
  }
}
