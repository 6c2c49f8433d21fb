package io.zentinelproxy.core.balance;

/** Is told how the tries at the endpoints of one upstream end. Any thread; on the way of every request. */
public interface Watch {
    /**
     * One try is over.
     *
     * @param headNanos from the beginning of the try to the head of the answer, or to its failure
     */
    void ended(Endpoint endpoint, Outcome outcome, long headNanos);
}
