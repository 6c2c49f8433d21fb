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
    record Number(Position position, @Nullable String type, BigDecimal value) implements KdlValue {}

    /** One of the keyword numbers {@code inf}, {@code -inf}, {@code nan}. */
    record NotFinite(Position position, @Nullable String type, String word) implements KdlValue {}

    /** True or false. */
    record Bool(Position position, @Nullable String type, boolean value) implements KdlValue {}

    /** The absence of a value, written. */
    record Null(Position position, @Nullable String type) implements KdlValue {}
}
