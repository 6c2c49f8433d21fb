package io.zentinelproxy.core.config;

import java.time.Duration;

/**
 * When a target stands out among the others by what becomes of real requests, and for how long it gets none then.
 *
 * @param consecutiveFailures failures in a row; 0 for never
 * @param failurePercent share of the requests of one interval that fail; 0 for never
 * @param latencyFactor times the average of the other targets, to the head of an answer; 0 for never
 * @param minRequests of one interval, before share or latency are judged
 * @param interval after which shares and latencies are judged, and begun anew
 * @param baseEjection the first time; each further one in a row takes as much longer
 * @param maxEjection the longest
 * @param maxEjectedPercent share of the targets that may be out for this at once; one may where there are two or more, all never
 * @param observe what counts as a failure
 */
public record OutlierSettings(
        int consecutiveFailures,
        int failurePercent,
        int latencyFactor,
        int minRequests,
        Duration interval,
        Duration baseEjection,
        Duration maxEjection,
        int maxEjectedPercent,
        Blame observe) {}
