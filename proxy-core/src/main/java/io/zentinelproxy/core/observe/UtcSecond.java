package io.zentinelproxy.core.observe;

/**
 * A second of the wall clock taken apart in UTC, anew only when it changes. Own arithmetic because java.time allocates, and the
 * seconds that exchanges began in alternate. Guarded by the lock of its stripe.
 */
final class UtcSecond {
    private static final int SECONDS_PER_DAY = 86_400;
    private static final int DAYS_PER_ERA = 146_097;

    private long epochSecond = Long.MIN_VALUE;
    private int year;
    private int month;
    private int day;
    private int secondOfDay;

    /** Moves to a second since 1970; false when it stands there already. */
    boolean moveTo(long second) {
        if (second == epochSecond) {
            return false;
        }
        epochSecond = second;
        secondOfDay = Math.floorMod(second, SECONDS_PER_DAY);
        date(Math.floorDiv(second, (long) SECONDS_PER_DAY));
        return true;
    }

    /** Howard Hinnant's civil_from_days: years begin in March, so that the leap day is the last of its year; an era is 400 years. */
    private void date(long epochDay) {
        long shifted = epochDay + 719_468;
        long era = Math.floorDiv(shifted, (long) DAYS_PER_ERA);
        int dayOfEra = Math.floorMod(shifted, DAYS_PER_ERA);
        int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int monthFromMarch = (5 * dayOfYear + 2) / 153;
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        year = (int) (era * 400) + yearOfEra + (month <= 2 ? 1 : 0);
    }

    int year() {
        return year;
    }

    /** 1 to 12. */
    int month() {
        return month;
    }

    int day() {
        return day;
    }

    int hour() {
        return secondOfDay / 3600;
    }

    int minute() {
        return secondOfDay / 60 % 60;
    }

    int second() {
        return secondOfDay % 60;
    }

    /** Writes a number below 100 in two digits. */
    static void putTwo(byte[] into, int at, int number) {
        into[at] = (byte) ('0' + number / 10);
        into[at + 1] = (byte) ('0' + number % 10);
    }

    /** Writes a number below 10,000 in four digits. */
    static void putFour(byte[] into, int at, int number) {
        putTwo(into, at, number / 100);
        putTwo(into, at + 2, number % 100);
    }
}
