package io.zentinelproxy.core.balance;

import java.util.concurrent.ThreadLocalRandom;

/** Where chance comes from. Any thread. */
@FunctionalInterface
interface Dice {
    Dice FAIR = bound -> ThreadLocalRandom.current().nextInt(bound);

    /** A number from 0 to below the bound, each as likely. */
    int below(int bound);
}
