package io.herald.config;

/** How auth servers are asked. */
public enum AuthRequestMethod {
  /** With a query. */
  GET,
  /** With a JSON body. */
  POST
}
