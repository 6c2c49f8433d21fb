package io.zentinelproxy.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which clients are sent elsewhere when an endpoint goes. */
final class Moves {
    private Moves() {}

    /** One is away: its clients go elsewhere, to more than one, and nobody else does; when it is back, all is as before. */
    static void onlyThoseOfTheOneThatLeft(Balancer balancer, List<Endpoint> endpoints, int position, int clients) {
        List<Endpoint> before = Lot.owners(balancer, Lot.all(endpoints), clients);
        List<Endpoint> meanwhile = Lot.owners(balancer, Lot.without(endpoints, position), clients);
        Endpoint gone = endpoints.get(position);
        List<Endpoint> heirs = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            if (before.get(client) == gone) {
                heirs.add(meanwhile.get(client));
            } else {
                assertThat(meanwhile.get(client)).isSameAs(before.get(client));
            }
        }
        assertThat(heirs).isNotEmpty().doesNotContain(gone);
        assertThat(Set.copyOf(heirs)).hasSize(endpoints.size() - 1);
        assertThat(Lot.owners(balancer, Lot.all(endpoints), clients)).isEqualTo(before);
    }

    /** The share of those clients that moved from one list to another, but for those of the one that left. */
    static double share(
            Balancer was, List<Endpoint> before, Balancer is, List<Endpoint> after, int clients, Endpoint left) {
        List<Endpoint> then = Lot.owners(was, Lot.all(before), clients);
        List<Endpoint> now = Lot.owners(is, Lot.all(after), clients);
        int stayed = 0;
        int moved = 0;
        for (int client = 0; client < clients; client++) {
            if (then.get(client) != left) {
                stayed += then.get(client) == now.get(client) ? 1 : 0;
                moved += then.get(client) == now.get(client) ? 0 : 1;
            }
        }
        return (double) moved / (moved + stayed);
    }
}
