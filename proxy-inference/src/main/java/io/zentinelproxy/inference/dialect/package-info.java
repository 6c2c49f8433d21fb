/** Requests to models, as octets: what they say, how they are changed without being written anew, and errors in their own words. Any thread. */
@NullMarked
package io.zentinelproxy.inference.dialect;

import org.jspecify.annotations.NullMarked;
