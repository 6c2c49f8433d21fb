package io.zentinelproxy.core.compress;

import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.http.BodyLength;
import org.jspecify.annotations.Nullable;

/** An answer that goes in a content coding; its head says so already. Closed however the answer ends. */
public final class Coded implements AutoCloseable {
    private final Encoders.@Nullable Loan loan;

    /** @param loan null for an answer to HEAD, which has no content */
    Coded(Encoders.@Nullable Loan loan) {
        this.loan = loan;
    }

    /** How its content is delimited: nobody knows how long it becomes, not even for HEAD. */
    public BodyLength length() {
        return loan == null ? BodyLength.NONE : BodyLength.CHUNKED;
    }

    /** The content as it goes. */
    public BodySource content(BodySource content) {
        return loan == null ? content : new EncodedContent(content, loan);
    }

    @Override
    public void close() {
        if (loan != null) {
            loan.close();
        }
    }
}
