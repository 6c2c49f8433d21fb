/** What all of inference speaks of: APIs, spans of requests, parts of prompts, usage. Values alone; any thread. */
@NullMarked
package io.zentinelproxy.inference.model;

import org.jspecify.annotations.NullMarked;
