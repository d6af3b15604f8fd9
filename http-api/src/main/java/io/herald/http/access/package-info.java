/**
 * Who may do what over HTTP: the file of {@code --http-auth-file}, its callers with their roles and
 * topics, and the tokens or certificates that they prove themselves with. Knows no HTTP; {@link
 * io.herald.http.HttpGate} asks it for each request.
 */
package io.herald.http.access;
