/**
 * Certificates and what a listener's TLS is made of: private keys and chains read from PEM, the table that chooses by the name a
 * client asks for, whom client certificates must come from, the contexts of JSSE, and the watch over the files. Uses octets and the
 * JDK only. What is loaded is immutable; files are read by the thread that loads the configuration, and afterwards by the one
 * thread of {@link io.zentinelproxy.core.certificate.CertificateWatch}.
 */
@NullMarked
package io.zentinelproxy.core.certificate;

import org.jspecify.annotations.NullMarked;
