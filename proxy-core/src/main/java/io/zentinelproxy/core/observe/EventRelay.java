package io.zentinelproxy.core.observe;

/** Passes events on to whoever takes them now. Those who tell know this one for good, whatever the configuration is. Any thread. */
public final class EventRelay implements ProxyEvents {
    private volatile ProxyEvents receiver = ProxyEvents.NONE;

    /** From now on they go there. */
    public void to(ProxyEvents next) {
        receiver = next;
    }

    @Override
    public void tell(ProxyEvent event) {
        receiver.tell(event);
    }
}
