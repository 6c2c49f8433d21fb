package io.zentinelproxy.core.config;

import java.lang.reflect.RecordComponent;
import java.util.HexFormat;
import java.util.List;

/** A record with all it holds as indented text, one component a line, to be compared with a file. */
final class RecordDump {
    private final StringBuilder out = new StringBuilder();

    static String of(Record record) {
        RecordDump dump = new RecordDump();
        dump.value(record, "");
        return dump.out.append('\n').toString();
    }

    private void value(Object value, String indent) {
        switch (value) {
            case null -> out.append("-");
            case Record record -> record(record, indent);
            case List<?> list -> list(list, indent);
            case byte[] octets -> out.append(HexFormat.of().formatHex(octets));
            default -> out.append(value);
        }
    }

    private void record(Record record, String indent) {
        out.append(record.getClass().getSimpleName());
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            out.append('\n')
                    .append(indent)
                    .append("  ")
                    .append(component.getName())
                    .append(": ");
            value(read(component, record), indent + "  ");
        }
    }

    private static Object read(RecordComponent component, Record record) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private void list(List<?> list, String indent) {
        if (list.isEmpty()) {
            out.append("none");
        }
        for (Object element : list) {
            out.append('\n').append(indent).append("  * ");
            value(element, indent + "  ");
        }
    }
}
