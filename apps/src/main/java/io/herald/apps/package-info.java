/** The herald command. */
package io.herald.apps;
