/** Who produces which topic: nsqlookupd's registrations as replicated data. */
package io.herald.lookup.registry;
