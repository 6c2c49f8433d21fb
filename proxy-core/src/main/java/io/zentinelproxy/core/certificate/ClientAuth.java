package io.zentinelproxy.core.certificate;

/** Whether clients are asked for a certificate. One that is shown must be good, under either. */
public enum ClientAuth {
    NONE,
    OPTIONAL,
    REQUIRED
}
