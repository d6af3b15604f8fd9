/** Topic and channel names, and the rules that make them valid. */
package io.herald.protocol.name;
