package io.zentinelproxy.inference.answer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a JSON value of an answer means, and what its members mean. Written once per dialect in {@link Shapes}; never changes after. */
final class Shape {
    /** What no one asks for. */
    static final Shape NONE = new Shape(Role.NONE, Slot.NONE);

    /** What becomes of a value. */
    enum Role {
        NONE,
        /** The whole of an answer or of an event. */
        ROOT,
        /** A string that the model wrote. */
        TEXT,
        /** The {@code delta} of an event whose type tells what it is. */
        TYPED_TEXT,
        /** The name of an item that is told as it begins, and again as it ends. */
        ITEM_NAME,
        MODEL,
        TYPE,
        /** The reason of an end. */
        FINISH,
        /** The state of a response, which may be an end. */
        STATUS,
        /** Why a response is incomplete. */
        DETAIL,
        USAGE,
        /** The usage of an answer that is only about to begin. */
        EARLY_USAGE,
        /** The usage at the top level, which a client that did not ask for it does not see. */
        TOP_USAGE,
        ERROR,
        /** One of the answers to the same request. */
        CHOICE;

        /** Whether a string of it can be taken in pieces. */
        boolean isText() {
            return this == TEXT || this == TYPED_TEXT || this == ITEM_NAME;
        }
    }

    final Role role;
    /** Which number of a usage it is. */
    final Slot slot;

    private @Nullable Shape element;
    private byte[][] names = {};
    private Shape[] members = {};

    Shape(Role role, Slot slot) {
        this.role = role;
        this.slot = slot;
    }

    static Shape of(Role role) {
        return new Shape(role, Slot.NONE);
    }

    static Shape number(Slot slot) {
        return new Shape(Role.NONE, slot);
    }

    /** Adds a member under each of the names; while the shapes are written down. */
    Shape with(Shape member, String... under) {
        List<byte[]> allNames = new ArrayList<>(Arrays.asList(names));
        List<Shape> allMembers = new ArrayList<>(Arrays.asList(members));
        for (String name : under) {
            allNames.add(name.getBytes(UTF_8));
            allMembers.add(member);
        }
        names = allNames.toArray(new byte[0][]);
        members = allMembers.toArray(new Shape[0]);
        return this;
    }

    /** Says what the elements are, where it is an array. */
    Shape each(Shape each) {
        element = each;
        return this;
    }

    /** The member of that name; {@link #NONE} where nobody asks for it. */
    Shape member(byte[] octets, int from, int to) {
        for (int i = 0; i < names.length; i++) {
            byte[] name = names[i];
            if (name.length == to - from && Arrays.equals(name, 0, name.length, octets, from, to)) {
                return members[i];
            }
        }
        return NONE;
    }

    Shape element() {
        Shape each = element;
        return each == null ? NONE : each;
    }

    boolean isObject() {
        return names.length > 0;
    }

    boolean isArray() {
        return element != null;
    }
}
