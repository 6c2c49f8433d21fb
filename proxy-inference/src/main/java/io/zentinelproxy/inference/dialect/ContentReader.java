package io.zentinelproxy.inference.dialect;

import io.zentinelproxy.core.json.JsonException;
import io.zentinelproxy.core.json.JsonScan;
import io.zentinelproxy.core.json.JsonTokens.Kind;
import io.zentinelproxy.inference.model.PromptPart;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages and their content into parts. Goes by the names of members and not by what a {@code type} says of them: a text
 * under a wrong type is counted all the same. The depth of the document bounds the recursion. One request, one thread.
 */
final class ContentReader {
    private final JsonScan scan;
    private final byte[] octets;
    private final MediaReader media;

    /** Whether the name in a message says who speaks, and is not a tool's. */
    private final boolean named;

    private final List<PromptPart> parts = new ArrayList<>();

    ContentReader(JsonScan scan, byte[] octets, boolean named) {
        this.scan = scan;
        this.octets = octets;
        this.named = named;
        this.media = new MediaReader(scan, octets, this);
    }

    List<PromptPart> parts() {
        return parts;
    }

    void begin(String role) {
        parts.add(new PromptPart.Message(role));
    }

    void opaque(int size) {
        parts.add(new PromptPart.Opaque(size));
    }

    void tokens(int count) {
        if (count > 0) {
            parts.add(new PromptPart.Tokens(count));
        }
    }

    /** The value where the scan stands as it is written: a tool or a schema. */
    void tool() throws JsonException {
        scan.skip();
        parts.add(new PromptPart.Tool(written()));
    }

    /** A string and nothing else. */
    void text(String param, Kind kind) throws BadRequestException {
        if (kind != Kind.STRING) {
            throw new BadRequestException(400, "'" + param + "' must be a string.", param);
        }
        addText();
    }

    /** A string, or an array of parts. */
    void content(String param, Kind kind) throws JsonException, BadRequestException {
        if (kind != Kind.STRING && kind != Kind.ARRAY && kind != Kind.NULL) {
            throw new BadRequestException(400, "'" + param + "' must be a string or an array of parts.", param);
        }
        any(kind);
    }

    /** A message where the scan stands. Its role may come behind its content, but is told before. */
    void message(String list, int index) throws JsonException, BadRequestException {
        if (scan.kind() != Kind.OBJECT) {
            String param = list + "[" + index + "]";
            throw new BadRequestException(400, "'" + param + "' must be an object.", param);
        }
        int place = parts.size();
        begin("");
        var part = new Part();
        while (scan.next() == Kind.NAME) {
            String name = scan.text();
            Kind kind = scan.next();
            if (name.equals("role")) {
                parts.set(place, new PromptPart.Message(string(kind, list, index, name)));
            } else if (name.equals("name") && named && kind != Kind.NULL) {
                parts.add(new PromptPart.Name(string(kind, list, index, name)));
            } else if (name.equals("content")) {
                messageContent(kind, list, index);
            } else {
                member(part, name, kind);
            }
        }
        end(part);
    }

    private void messageContent(Kind kind, String list, int index) throws JsonException, BadRequestException {
        if (kind == Kind.STRING) {
            addText();
        } else if (kind == Kind.ARRAY || kind == Kind.NULL) {
            any(kind);
        } else {
            content(list + "[" + index + "].content", kind);
        }
    }

    private String string(Kind kind, String list, int index, String name) throws BadRequestException {
        if (kind != Kind.STRING) {
            String param = list + "[" + index + "]." + name;
            throw new BadRequestException(400, "'" + param + "' must be a string.", param);
        }
        return scan.text();
    }

    /** Anything that may hold text: a string is text, an object a part; numbers and the like are passed over. */
    void any(Kind kind) throws JsonException {
        if (kind == Kind.STRING) {
            addText();
        } else if (kind == Kind.OBJECT) {
            part();
        } else if (kind == Kind.ARRAY) {
            for (Kind element = scan.next(); element != Kind.ARRAY_END; element = scan.next()) {
                any(element);
            }
        }
    }

    private void part() throws JsonException {
        var part = new Part();
        while (scan.next() == Kind.NAME) {
            String name = scan.text();
            member(part, name, scan.next());
        }
        end(part);
    }

    /** What a part says of a picture or a file, which may come in any order. */
    private static final class Part {
        private String type = "";
        private boolean low;
        private @Nullable Media media;
    }

    private void member(Part part, String name, Kind kind) throws JsonException {
        switch (name) {
            case "type" -> part.type = kind == Kind.STRING ? scan.text() : "";
            case "role" -> role(kind);
            case "detail" ->
                part.low = part.low || kind == Kind.STRING && scan.text().equals("low");
            // Chat; responses; Anthropic; Gemini; tools called and what they said.
            case "text",
                    "refusal",
                    "content",
                    "thinking",
                    "reasoning",
                    "reasoning_content",
                    "name",
                    "title",
                    "context",
                    "tool_calls",
                    "function_call",
                    "function",
                    "custom",
                    "arguments",
                    "output",
                    "outputs",
                    "summary",
                    "parts",
                    "query",
                    "question",
                    "code",
                    "results",
                    "prompt",
                    "messages",
                    "functionCall",
                    "functionResponse",
                    "system" -> any(kind);
            case "input", "args", "response", "action" -> json(kind);
            case "image_url",
                    "source",
                    "input_audio",
                    "file",
                    "image",
                    "inline_data",
                    "inlineData",
                    "file_data",
                    "file_id",
                    "file_url",
                    "data",
                    "encrypted_content" -> media(part, name, kind);
            default -> scan.skip();
        }
    }

    private void role(Kind kind) throws JsonException {
        if (kind == Kind.STRING) {
            begin(scan.text());
        } else {
            scan.skip();
        }
    }

    /** Text, or JSON that the model reads as it is written. */
    private void json(Kind kind) throws JsonException {
        if (kind == Kind.STRING) {
            addText();
        } else {
            scan.skip();
            parts.add(new PromptPart.Text(written()));
        }
    }

    private void media(Part part, String name, Kind kind) throws JsonException {
        end(part);
        part.media = media.read(name, kind);
    }

    private void end(Part part) {
        if (part.media != null) {
            parts.add(part.media.part(part.type, part.low));
            part.media = null;
        }
    }

    /** The string where the scan stands. */
    private void addText() {
        if (scan.to() - scan.from() > 2) {
            add(scan.text());
        }
    }

    void add(String text) {
        parts.add(new PromptPart.Text(text));
    }

    private String written() {
        return new String(octets, scan.from(), scan.to() - scan.from(), StandardCharsets.UTF_8);
    }
}
