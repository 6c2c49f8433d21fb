/** What the benchmark runs beside the proxy: programs with a main method of their own, on their own threads; they use the JDK only. */
package io.zentinelproxy.core.bench;
