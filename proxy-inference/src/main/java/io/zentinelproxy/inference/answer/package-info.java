/** Answers of models on their way to the client: what they have used, how they end, what the client did not ask for. Belongs to the thread of its exchange. */
@NullMarked
package io.zentinelproxy.inference.answer;

import org.jspecify.annotations.NullMarked;
