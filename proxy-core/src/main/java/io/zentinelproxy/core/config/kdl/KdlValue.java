package io.zentinelproxy.core.config.kdl;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** An argument, or the right side of a property (KDL 2.0 section 3.8), with the place where it was written. */
public sealed interface KdlValue {
    /** Where the value begins, its type annotation included. */
    Position position();

    /** The type annotation, or null. */
    @Nullable
    String type();

    /** A string of any of the spellings. */
    record Text(Position position, @Nullable String type, String text) implements KdlValue {}

    /** A number with all its digits; {@code 1.0} and {@code 1} differ in scale. */
    record Number(Position position, @Nullable String type, Digits digits) implements KdlValue {
        public BigDecimal value() {
            return digits.decimal();
        }
    }

    /** What a number says. */
    sealed interface Digits {
        BigDecimal decimal();
    }

    /** Most are short and whole: these need no BigDecimal, whose class alone takes 20 ms of a start. */
    record WholeDigits(long whole) implements Digits {
        @Override
        public BigDecimal decimal() {
            return BigDecimal.valueOf(whole);
        }
    }

    /** All others. */
    record DecimalDigits(BigDecimal decimal) implements Digits {}

    /** One of the keyword numbers {@code inf}, {@code -inf}, {@code nan}. */
    record NotFinite(Position position, @Nullable String type, String word) implements KdlValue {}

    /** True or false. */
    record Bool(Position position, @Nullable String type, boolean value) implements KdlValue {}

    /** The absence of a value, written. */
    record Null(Position position, @Nullable String type) implements KdlValue {}
}
