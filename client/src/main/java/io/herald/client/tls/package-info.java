/** Certificates made on the spot, for tests and trials, never for production. */
package io.herald.client.tls;
