package io.herald.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Each benchmark does its work once; nothing is measured. They check by themselves what they do.
 */
class EveryMicroBenchmarkRunsTest {

  @Test
  void onceWithoutAnError() throws RunnerException {
    Options once =
        new OptionsBuilder()
            .mode(Mode.SingleShotTime)
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .param("messages", "10")
            .param("durability", "process")
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    var ran =
        new Runner(once)
            .run().stream()
                .map(result -> result.getParams().getBenchmark())
                .map(name -> name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1))
                .collect(Collectors.toSet());
    assertThat(ran)
        .containsExactlyInAnyOrder(
            "ActorMessageBenchmark.roundTrip",
            "DecoderBenchmark.fin",
            "DecoderBenchmark.mpub",
            "DecoderBenchmark.pub",
            "DecoderBenchmark.rdy",
            "EncoderBenchmark.error",
            "EncoderBenchmark.layOut",
            "EncoderBenchmark.ok",
            "EncoderBenchmark.redelivery",
            "EncoderBenchmark.stamp",
            "InFlightWindowBenchmark.finishInOrder",
            "InFlightWindowBenchmark.finishOutOfOrder",
            "InFlightWindowBenchmark.give",
            "InFlightWindowBenchmark.redeliver",
            "InFlightWindowBenchmark.timeOut",
            "JournalAppendBenchmark.event");
  }
}
