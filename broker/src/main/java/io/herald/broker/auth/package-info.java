/**
 * AUTH: who may publish and subscribe, as auth servers say. {@link
 * io.herald.broker.auth.AuthServers} asks them over HTTP, {@link io.herald.broker.auth.AuthGrant}
 * is what they answer and decides; the connection holds its commands until the answer is there.
 * Facts: nsqd's auth server protocol. Whatever goes wrong denies.
 */
package io.herald.broker.auth;
