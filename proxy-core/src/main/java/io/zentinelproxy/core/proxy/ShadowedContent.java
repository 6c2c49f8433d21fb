package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.BodyLength;
import org.jspecify.annotations.Nullable;

/** A request's content that passes to its origin, of which a mirror takes a copy. What is sent a second time is copied once. */
final class ShadowedContent implements RequestContent {
    private final RequestContent content;
    private final Mirror mirror;

    ShadowedContent(RequestContent content, Mirror mirror) {
        this.content = content;
        this.mirror = mirror;
    }

    @Override
    public BodyLength length() {
        return content.length();
    }

    @Override
    public BodySource source() {
        return mirror.over(content.source());
    }

    @Override
    public boolean rewind() {
        return content.rewind();
    }

    @Override
    public boolean isHere() {
        return content.isHere();
    }

    @Override
    public boolean reserve() {
        return content.reserve();
    }

    @Override
    public void letGo() {
        content.letGo();
    }

    @Override
    public @Nullable Fault fault() {
        return content.fault();
    }

    @Override
    public boolean isSmall() {
        return content.isSmall();
    }

    @Override
    public boolean isArriving() {
        return content.isArriving();
    }
}
