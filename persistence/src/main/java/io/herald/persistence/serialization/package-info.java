/**
 * What the serializers of all event families share: compact numbers and text, and their door to
 * Akka.
 */
package io.herald.persistence.serialization;
