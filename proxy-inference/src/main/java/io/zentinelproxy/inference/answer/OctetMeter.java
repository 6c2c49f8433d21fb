package io.zentinelproxy.inference.answer;

/** Reads octets of an answer. */
sealed interface OctetMeter permits EventMeter, WholeMeter, UnreadMeter {
    void feed(byte[] octets, int from, int to, long base);

    /** The content is complete. */
    void end(long at);
}
