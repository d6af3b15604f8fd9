/** The HTTP endpoints of nsqd (4151) and nsqlookupd (4161). */
package io.herald.http;
