/**
 * Commands that ask a running node over HTTP and are no part of it.
 *
 * <pre>
 * TopicCommand │ ChannelCommand │ MessageCommand │ ClusterStatusCommand
 *      │ NodeOptions, CallerOptions: which node, and who asks
 *      └─► NodeClient ─► RequestTarget ─► the node; what goes wrong is a NodeException, one line
 * </pre>
 */
package io.herald.apps.admin;
