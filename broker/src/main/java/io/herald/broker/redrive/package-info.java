/**
 * Sending dead letters back to the channel in which they died. Nothing consumes them for that: a
 * round looks at those that wait, publishes them for that channel only, and finishes them when that
 * is stored, so that whoever stops in between has lost nothing.
 */
package io.herald.broker.redrive;
