/**
 * Names to addresses: the machine's files, questions to DNS servers, answers kept as long as their records say. The only package that
 * names dnsjava, of which it takes the messages and no more. Questions are asked on virtual threads of their own.
 */
@NullMarked
package io.zentinelproxy.core.upstream.dns;

import org.jspecify.annotations.NullMarked;
