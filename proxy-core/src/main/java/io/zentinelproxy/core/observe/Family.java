package io.zentinelproxy.core.observe;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;

/** All series of one metric name. Any thread. */
interface Family {
    /** What it counts now. */
    MetricSnapshot snapshot();
}
