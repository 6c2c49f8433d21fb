/**
 * Regular expressions whose time grows linearly with the text, whoever wrote the text: the door to the engine. Uses nothing of ours. Any
 * thread.
 */
@NullMarked
package io.zentinelproxy.core.pattern;

import org.jspecify.annotations.NullMarked;
