package io.zentinelproxy.inference.answer;

/** How far the content of an answer has come. */
public enum Arrival {
    /** More would come: if nobody asks for it any more, the client is gone. */
    OPEN,
    /** The origin has ended it as its framing asks. */
    COMPLETE,
    /** The origin broke it off, or was late with it. */
    BROKEN
}
