/** Every setting of a node: a record each, one name each, and where its value came from. */
package io.herald.config;
