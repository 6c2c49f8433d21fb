package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.core.observe.Figures;
import io.zentinelproxy.core.observe.Reading;
import io.zentinelproxy.inference.ledger.LedgerTotals;

/** How the books in force are, for metrics. */
final class LedgerFigures {
    private static final Reading OPEN = Reading.gauge(
            "zentinel_inference_reservations", "Reservations of requests that are under way, as far as is known here.");
    private static final Reading EXPIRED = Reading.counter(
            "zentinel_inference_reservations_given_back_total",
            "Reservations that nobody has settled, and that were given back: their leases were over, or their process was gone.");
    private static final Reading TENANTS = Reading.gauge(
            "zentinel_inference_budget_tenants", "Holders of limits that are known, each limit's counted by itself.");
    private static final Reading EVICTIONS = Reading.counter(
            "zentinel_inference_budget_tenant_evictions_total",
            "Holders that owed nothing and were forgotten to make room for others.");
    private static final Reading FULL = Reading.counter(
            "zentinel_inference_holders_refused_total",
            "Requests of new holders for whom a limit had no room, as all that it knows have used something.");
    private static final Reading LOST = Reading.counter(
            "zentinel_inference_lost_entries_total",
            "Entries that could not be written down; what they have used counts in this process alone.");
    private static final Reading WAITING = Reading.gauge(
            "zentinel_inference_waiting_ends",
            "Ends of requests that the store of the books has not heard yet; they are said again until it answers.");
    private static final Reading UP =
            Reading.gauge("zentinel_inference_ledger_up", "1 while the books can be asked, else 0.", "backend");

    private LedgerFigures() {}

    static void tell(LedgerTotals totals, Figures figures) {
        figures.put(OPEN, Math.max(0, totals.open()));
        figures.put(EXPIRED, totals.expired());
        figures.put(TENANTS, totals.accounts());
        figures.put(EVICTIONS, totals.evictions());
        figures.put(FULL, totals.full());
        figures.put(LOST, totals.lost());
        figures.put(WAITING, totals.waiting());
        figures.put(UP, totals.store().up() ? 1 : 0, totals.store().kind());
    }
}
