package io.zentinelproxy.core.upstream.check;

import io.zentinelproxy.core.bytes.BulkBuffers;
import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.http2.Http2Client;

/**
 * What checks are made with.
 *
 * @param dial makes connections
 * @param http2 speaks HTTP/2 on them
 */
public record CheckParts(Dial dial, Http2Client http2, BulkBuffers bulk, HoldBudget held) {}
