package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.exchange.DownstreamExchange;
import io.zentinelproxy.core.exchange.HeldContent;
import io.zentinelproxy.core.exchange.ReplayedContent;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.BodyLength;
import org.jspecify.annotations.Nullable;

/** The content of a request on its way to an origin. */
sealed interface RequestContent
        permits RequestContent.Arriving,
                RequestContent.Held,
                RequestContent.Replayed,
                FilteredContent,
                DecodedRequest,
                PreparedContent,
                ShadowedContent {
    /** How it is delimited. */
    BodyLength length();

    BodySource source();

    /** Goes back to the beginning; false where the content cannot be sent a second time. */
    boolean rewind();

    /** Whether it could be sent a second time, at this moment, once nobody sends it any more. */
    boolean isHere();

    /** Keeps it for another try: that which is under way gets nothing more of it. False where it cannot be sent a second time. */
    default boolean reserve() {
        return isHere();
    }

    /** There will be no other try. */
    default void letGo() {}

    /** What the client's content has ended with, as far as another thread than the exchange's knows; or null. */
    default @Nullable Fault fault() {
        return null;
    }

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

        /** All is at hand, or octets of it have gone by: then it is {@link Replayed} if anything. */
        @Override
        public boolean isHere() {
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
        static final int SMALL = 16 * 1024;

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
        public boolean isHere() {
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

    /** Kept while it is sent, as far as it fits. */
    record Replayed(RequestContent content, ReplayedContent kept) implements RequestContent {
        @Override
        public BodyLength length() {
            return content.length();
        }

        @Override
        public BodySource source() {
            return kept.source();
        }

        @Override
        public boolean rewind() {
            return kept.rewind();
        }

        @Override
        public boolean isHere() {
            return kept.isHere();
        }

        @Override
        public boolean reserve() {
            return kept.rewind();
        }

        @Override
        public void letGo() {
            kept.letGo();
        }

        @Override
        public @Nullable Fault fault() {
            return kept.fault();
        }

        @Override
        public boolean isSmall() {
            return kept.isComplete() && kept.isHere() && kept.length() <= Held.SMALL;
        }

        @Override
        public boolean isArriving() {
            return !kept.isComplete();
        }
    }
}
