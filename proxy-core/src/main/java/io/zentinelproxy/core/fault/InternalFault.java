package io.zentinelproxy.core.fault;

/** A defect of ours. Carries the stack of its cause. */
public final class InternalFault extends Fault {
    private static final long serialVersionUID = 1;

    public InternalFault(Throwable cause) {
        super(500, "internal", "An internal error occurred.", cause);
    }
}
