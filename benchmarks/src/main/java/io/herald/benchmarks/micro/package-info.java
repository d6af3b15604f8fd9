/**
 * What single parts cost, measured with JMH: {@code herald bench-micro}. Whoever changes one of
 * these parts for speed shows it here first; whether it matters to a client is what {@link
 * io.herald.benchmarks.Bench} shows.
 *
 * <p>An operation is one command, message or event; each invocation does many, and checks that it
 * has done them. Bodies have {@value io.herald.benchmarks.micro.SampleMessages#BODY_BYTES} bytes.
 */
package io.herald.benchmarks.micro;
