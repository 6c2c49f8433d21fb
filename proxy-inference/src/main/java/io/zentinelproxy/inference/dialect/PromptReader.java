package io.zentinelproxy.inference.dialect;

import io.zentinelproxy.core.json.JsonException;
import io.zentinelproxy.core.json.JsonScan;
import io.zentinelproxy.core.json.JsonTokens.Kind;
import io.zentinelproxy.inference.model.Api;
import io.zentinelproxy.inference.model.PromptPart;
import java.util.Collections;
import java.util.List;

/** Reads the members of the whole that the model reads. What else is there is passed over. One request, one thread. */
final class PromptReader {
    private final Api api;
    private final JsonScan scan;
    private final ContentReader content;
    private int prompts = 1;

    PromptReader(Api api, JsonScan scan, byte[] octets) {
        this.api = api;
        this.scan = scan;
        this.content = new ContentReader(scan, octets, api == Api.CHAT_COMPLETIONS);
    }

    /** In the order of the request. */
    List<PromptPart> parts() {
        return Collections.unmodifiableList(content.parts());
    }

    /** How many prompts are answered one by one: more than 1 only where completions are asked for a list of them. */
    int prompts() {
        return prompts;
    }

    /**
     * Reads a member to its end.
     *
     * @param kind of its value, where the scan stands; never null
     */
    void member(String name, Kind kind) throws JsonException, BadRequestException {
        switch (api) {
            case CHAT_COMPLETIONS -> chat(name, kind);
            case COMPLETIONS -> completions(name, kind);
            case RESPONSES -> responses(name, kind);
            case EMBEDDINGS -> embeddings(name, kind);
            case MESSAGES, COUNT_TOKENS -> messages(name, kind);
            case GENERIC -> generic(name, kind);
        }
    }

    private void chat(String name, Kind kind) throws JsonException, BadRequestException {
        switch (name) {
            case "messages" -> conversation(name, kind);
            case "tools", "functions" -> tools(name, kind);
            case "response_format" -> schema("json_schema", kind);
            default -> scan.skip();
        }
    }

    private void messages(String name, Kind kind) throws JsonException, BadRequestException {
        switch (name) {
            case "messages" -> conversation(name, kind);
            case "system" -> instructions(name, kind);
            case "tools" -> tools(name, kind);
            case "output_format" -> schema("schema", kind);
            case "output_config" -> format(kind);
            default -> scan.skip();
        }
    }

    private void completions(String name, Kind kind) throws JsonException, BadRequestException {
        switch (name) {
            case "prompt" -> prompts = texts(name, kind);
            case "suffix" -> content.text(name, kind);
            default -> scan.skip();
        }
    }

    private void embeddings(String name, Kind kind) throws JsonException, BadRequestException {
        if (name.equals("input")) {
            texts(name, kind);
        } else {
            scan.skip();
        }
    }

    private void responses(String name, Kind kind) throws JsonException, BadRequestException {
        switch (name) {
            case "input" -> input(name, kind);
            case "instructions" -> instructions(name, kind);
            case "tools" -> tools(name, kind);
            case "text" -> format(kind);
            case "previous_response_id", "conversation", "prompt" -> {
                content.opaque(0);
                scan.skip();
            }
            default -> scan.skip();
        }
    }

    /** Whichever is there, in the shapes of any provider, Gemini's too. */
    private void generic(String name, Kind kind) throws JsonException, BadRequestException {
        switch (name) {
            case "messages",
                    "contents",
                    "input",
                    "prompt",
                    "text",
                    "texts",
                    "query",
                    "question",
                    "inputs",
                    "system",
                    "instructions",
                    "system_instruction",
                    "systemInstruction" -> content.any(kind);
            case "tools", "functions" -> tools(name, kind);
            default -> scan.skip();
        }
    }

    private void conversation(String name, Kind kind) throws JsonException, BadRequestException {
        if (kind != Kind.ARRAY) {
            throw new BadRequestException(400, "'" + name + "' must be an array.", name);
        }
        for (int i = 0; scan.next() != Kind.ARRAY_END; i++) {
            content.message(name, i);
        }
    }

    private void input(String name, Kind kind) throws JsonException, BadRequestException {
        if (kind == Kind.STRING) {
            content.begin("user");
            content.text(name, kind);
        } else {
            conversation(name, kind);
        }
    }

    private void instructions(String name, Kind kind) throws JsonException, BadRequestException {
        content.begin("system");
        content.content(name, kind);
    }

    private void tools(String name, Kind kind) throws JsonException, BadRequestException {
        if (kind != Kind.ARRAY) {
            throw new BadRequestException(400, "'" + name + "' must be an array.", name);
        }
        while (scan.next() != Kind.ARRAY_END) {
            content.tool();
        }
    }

    /** A format that the answer must have, if it is told by a schema. */
    private void schema(String member, Kind kind) throws JsonException {
        if (kind != Kind.OBJECT) {
            scan.skip();
            return;
        }
        while (scan.next() == Kind.NAME) {
            boolean schema = scan.text().equals(member);
            scan.next();
            if (schema) {
                content.tool();
            } else {
                scan.skip();
            }
        }
    }

    private void format(Kind kind) throws JsonException {
        if (kind != Kind.OBJECT) {
            scan.skip();
            return;
        }
        while (scan.next() == Kind.NAME) {
            boolean format = scan.text().equals("format");
            Kind value = scan.next();
            if (format) {
                schema("schema", value);
            } else {
                scan.skip();
            }
        }
    }

    /**
     * A text, tokens, or an array of either.
     *
     * @return how many texts there are, tokens in a row being one; at least 1
     */
    private int texts(String name, Kind kind) throws JsonException, BadRequestException {
        if (kind != Kind.ARRAY) {
            content.text(name, kind);
            return 1;
        }
        int texts = 0;
        int tokens = 0;
        for (Kind element = scan.next(); element != Kind.ARRAY_END; element = scan.next()) {
            if (element == Kind.NUMBER) {
                tokens++;
            } else if (element == Kind.ARRAY) {
                content.tokens(tokens(name));
                texts++;
            } else {
                content.text(name, element);
                texts++;
            }
        }
        content.tokens(tokens);
        return Math.max(1, tokens > 0 ? texts + 1 : texts);
    }

    private int tokens(String name) throws JsonException, BadRequestException {
        int tokens = 0;
        for (Kind element = scan.next(); element != Kind.ARRAY_END; element = scan.next()) {
            if (element != Kind.NUMBER) {
                throw new BadRequestException(400, "'" + name + "' must be texts or arrays of tokens.", name);
            }
            tokens++;
        }
        return tokens;
    }
}
