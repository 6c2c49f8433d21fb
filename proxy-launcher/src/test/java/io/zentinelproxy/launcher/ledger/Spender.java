package io.zentinelproxy.launcher.ledger;

import io.zentinelproxy.inference.ledger.Alerts;
import io.zentinelproxy.inference.ledger.Claim;
import io.zentinelproxy.inference.ledger.Decision;
import io.zentinelproxy.inference.ledger.Entry;
import io.zentinelproxy.inference.ledger.Ledger;
import io.zentinelproxy.inference.ledger.Limit;
import io.zentinelproxy.inference.ledger.Reservation;
import io.zentinelproxy.inference.model.AnswerEnd;
import io.zentinelproxy.inference.model.Usage;
import io.zentinelproxy.inference.model.UsageSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A process that spends: {@code Spender PLACE BUDGET REQUESTS SEED LEASE-MS}. Of ten requests one is let lie, one is released, and eight are
 * settled with what they have reserved or less; of each of those it prints {@code settled ID USED} as soon as it is. At the end it closes
 * its books and prints {@code done}.
 */
public final class Spender {
    private static final int MOST_TOKENS = 100;

    private final Ledger ledger;
    private final Limit budget;
    private final Random random;
    private final long seed;

    /** Let lie. */
    private final List<Reservation> open = new ArrayList<>();

    private Spender(Ledger ledger, Limit budget, long seed) {
        this.ledger = ledger;
        this.budget = budget;
        this.seed = seed;
        random = new Random(seed);
    }

    public static void main(String[] arguments) throws Exception {
        Limit budget = Places.budget(Long.parseLong(arguments[1]));
        Duration lease = Duration.ofMillis(Long.parseLong(arguments[4]));
        Ledger ledger = Places.of(arguments[0], lease).open(Alerts.none());
        try (ledger) {
            Spender spender = new Spender(ledger, budget, Long.parseLong(arguments[3]));
            for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
                spender.spend(i);
            }
        }
        System.out.println("done " + ledger.totals().lost());
    }

    private void spend(int number) throws Exception {
        long wanted = 1 + random.nextInt(MOST_TOKENS);
        switch (ledger.reserve(List.of(new Claim(budget, Places.HOLDER, wanted)))) {
            case Decision.Granted granted -> end(granted.reservation(), seed + "-" + number, wanted);
            case Decision.Refused refused ->
                System.out.println("refused " + refused.by().remaining());
        }
    }

    private void end(Reservation reservation, String id, long wanted) {
        int fate = random.nextInt(10);
        if (fate == 0) {
            open.add(reservation);
        } else if (fate == 1) {
            reservation.release();
        } else {
            long used = random.nextLong(wanted + 1);
            reservation.settle(new long[] {used}, entry(id, used));
            System.out.println("settled " + id + " " + used);
        }
    }

    private static Entry entry(String id, long used) {
        return new Entry(
                id,
                System.currentTimeMillis(),
                "chat",
                "key",
                Places.HOLDER,
                "gpt-4o",
                new Usage(used, 0, 0, 0, 0),
                used,
                UsageSource.PROVIDER,
                AnswerEnd.STOP);
    }
}
