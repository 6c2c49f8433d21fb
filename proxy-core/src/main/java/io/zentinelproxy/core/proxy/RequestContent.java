package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.exchange.DownstreamExchange;
import io.zentinelproxy.core.exchange.HeldContent;
import io.zentinelproxy.core.http.BodyLength;

/** The content of a request on its way to an origin. */
sealed interface RequestContent permits RequestContent.Arriving, RequestContent.Held, FilteredContent {
    /** How it is delimited. */
    BodyLength length();

    BodySource source();

    /** Goes back to the beginning; false where the content cannot be sent a second time. */
    boolean rewind();

    /** Whether it leaves with the head, on the exchange's own thread. */
    boolean isSmall();

    /** Whether octets of it are still to come from the client. */
    boolean isArriving();

    /** As it comes from the client. */
    record Arriving(DownstreamExchange down) implements RequestContent {
        @Override
        public BodyLength length() {
            return down.bodyLength();
        }

        @Override
        public BodySource source() {
            return down.body();
        }

        @Override
        public boolean rewind() {
            return down.rewind();
        }

        @Override
        public boolean isSmall() {
            return down.rewind();
        }

        @Override
        public boolean isArriving() {
            return true;
        }
    }

    /** Held in memory, or as much of it as fitted. */
    record Held(DownstreamExchange down, HeldContent content) implements RequestContent {
        /** More is sent by a thread of its own, so that an answer that comes first is seen. */
        private static final int SMALL = 16 * 1024;

        @Override
        public BodyLength length() {
            boolean known = content.isComplete() && content.trailers() == null;
            return known ? new BodyLength.Fixed(content.length()) : down.bodyLength();
        }

        @Override
        public BodySource source() {
            return content;
        }

        @Override
        public boolean rewind() {
            if (content.isComplete()) {
                content.rewind();
            }
            return content.isComplete();
        }

        @Override
        public boolean isSmall() {
            return content.isComplete() && content.length() <= SMALL;
        }

        @Override
        public boolean isArriving() {
            return !content.isComplete();
        }
    }
}
