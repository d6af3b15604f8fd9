/**
 * Tests of whole nodes. {@link io.herald.multijvm.BrokerProcess} starts one in its own process,
 * {@link io.herald.multijvm.SharedBroker} keeps one for many tests, {@link
 * io.herald.client.NsqConnection} and {@link io.herald.multijvm.HttpProbe} talk to it.
 *
 * <p>With {@code -Dherald.nsqd=/path/to/nsqd} the same tests run against a real nsqd (with the
 * nsqlookupd that lies beside it), except those marked {@link io.herald.multijvm.HeraldOnly}. That
 * is how the tests themselves are checked; the build does not do it.
 */
package io.herald.multijvm;
