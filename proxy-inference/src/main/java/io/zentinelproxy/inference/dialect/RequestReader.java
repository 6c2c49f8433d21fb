package io.zentinelproxy.inference.dialect;

import io.zentinelproxy.core.json.JsonException;
import io.zentinelproxy.core.json.JsonScan;
import io.zentinelproxy.core.json.JsonTokens.Kind;
import io.zentinelproxy.inference.model.Api;
import io.zentinelproxy.inference.model.Span;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the members of the whole: who is to answer, how, and how much. One request, one thread. */
final class RequestReader {
    private static final int MAX_MODEL_CHARS = 256;
    private static final String INCLUDE_USAGE = "include_usage";

    private final Api api;
    private final JsonScan scan;
    private final PromptReader prompt;
    private final @Nullable String pathModel;
    private final List<ModelRequest.NullMember> nulls = new ArrayList<>(0);

    /** Bits of the members that were there. */
    private int seen;

    private @Nullable String model;
    private @Nullable Span modelAt;
    private boolean stream;
    private long maxTokens = -1;
    private @Nullable Span maxTokensAt;
    private String maxTokensName = "";
    private int choices = 1;
    private int bestOf = 1;
    private boolean includesUsage;
    private @Nullable Span streamOptionsAt;
    private @Nullable Span includeUsageAt;

    RequestReader(Api api, JsonScan scan, PromptReader prompt, @Nullable String pathModel) {
        this.api = api;
        this.scan = scan;
        this.prompt = prompt;
        this.pathModel = pathModel;
    }

    ModelRequest read() throws JsonException, BadRequestException {
        if (scan.next() != Kind.OBJECT) {
            throw bad("The request must be a JSON object.", null);
        }
        int openAt = scan.to();
        while (scan.next() == Kind.NAME) {
            String name = scan.text();
            DecidingMember member = DecidingMember.of(name);
            if (member != null) {
                refuseSecond(member);
            } else {
                refuseLookalike(name);
            }
            Kind kind = scan.next();
            if (kind == Kind.NULL) {
                absent(member);
            } else if (member == null) {
                prompt.member(name, kind);
            } else {
                member(member, kind);
            }
        }
        scan.next();
        return request(openAt);
    }

    private ModelRequest request(int openAt) throws BadRequestException {
        String meant = model == null ? pathModel : model;
        if (meant == null) {
            throw bad("You must provide a model.", "model");
        }
        if (pathModel != null && !pathModel.equals(meant)) {
            throw bad("The content names another model than the path.", "model");
        }
        check(meant);
        long answers = (long) Math.max(choices, bestOf) * prompt.prompts();
        return new ModelRequest(
                api,
                meant,
                modelAt == null ? new Span(openAt, openAt) : modelAt,
                stream,
                maxTokens,
                maxTokensAt,
                (int) Math.min(answers, Integer.MAX_VALUE),
                includesUsage,
                streamOptionsAt,
                includeUsageAt,
                openAt,
                List.copyOf(nulls),
                prompt.parts());
    }

    private void refuseSecond(DecidingMember member) throws BadRequestException {
        if ((seen & member.bit()) != 0) {
            throw bad("The member '" + member.jsonName() + "' is there twice.", member.jsonName());
        }
        seen |= member.bit();
    }

    private static void refuseLookalike(String name) throws BadRequestException {
        DecidingMember meant = DecidingMember.lookalike(name);
        if (meant != null) {
            throw bad("Write the member '" + meant.jsonName() + "' in lower case.", meant.jsonName());
        }
    }

    /** Both APIs take null for a member that is not there. */
    private void absent(@Nullable DecidingMember member) {
        if (member != null) {
            nulls.add(new ModelRequest.NullMember(member.jsonName(), at()));
        }
    }

    private void member(DecidingMember member, Kind kind) throws JsonException, BadRequestException {
        switch (member) {
            case MODEL -> model(kind);
            case STREAM -> stream = truth(kind, member.jsonName());
            case STREAM_OPTIONS -> streamOptions(kind);
            case BACKGROUND -> refuseBackground(kind);
            case MAX_TOKENS, MAX_COMPLETION_TOKENS, MAX_OUTPUT_TOKENS -> maxTokens(member, kind);
            case N -> choices = (int) count(kind, member.jsonName());
            case BEST_OF -> bestOf = (int) count(kind, member.jsonName());
            case MESSAGES, INPUT, PROMPT, SUFFIX, SYSTEM, INSTRUCTIONS, TOOLS, FUNCTIONS ->
                prompt.member(member.jsonName(), kind);
        }
    }

    /** What it writes would come by another request, which nobody counts. */
    private void refuseBackground(Kind kind) throws BadRequestException {
        if (truth(kind, "background")) {
            throw bad("Answers in the background are not served here, as they cannot be counted.", "background");
        }
    }

    private void model(Kind kind) throws BadRequestException {
        if (kind != Kind.STRING) {
            throw bad("The model must be a string.", "model");
        }
        model = scan.text();
        modelAt = at();
    }

    private static void check(String name) throws BadRequestException {
        if (name.isEmpty() || name.length() > MAX_MODEL_CHARS || hasControl(name)) {
            throw bad("The model must be a name of 1 to " + MAX_MODEL_CHARS + " printable characters.", "model");
        }
    }

    private static boolean hasControl(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (Character.isISOControl(name.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private void maxTokens(DecidingMember member, Kind kind) throws JsonException, BadRequestException {
        String name = member.jsonName();
        if (!MaxTokens.limits(api, member)) {
            scan.skip();
            return;
        }
        long most = count(kind, name);
        if (maxTokensAt != null) {
            throw bad("'" + maxTokensName + "' and '" + name + "' cannot be set both.", name);
        }
        maxTokens = most;
        maxTokensAt = at();
        maxTokensName = name;
    }

    private void streamOptions(Kind kind) throws JsonException, BadRequestException {
        if (kind != Kind.OBJECT) {
            throw bad("'stream_options' must be an object.", "stream_options");
        }
        int begin = scan.from();
        while (scan.next() == Kind.NAME) {
            String name = scan.text();
            if (!name.equalsIgnoreCase(INCLUDE_USAGE)) {
                scan.next();
                scan.skip();
                continue;
            }
            String param = "stream_options." + INCLUDE_USAGE;
            if (includeUsageAt != null || !name.equals(INCLUDE_USAGE)) {
                throw bad("'" + param + "' must be there once, and in lower case.", param);
            }
            Kind value = scan.next();
            includesUsage = value != Kind.NULL && truth(value, param);
            includeUsageAt = at();
        }
        streamOptionsAt = new Span(begin, scan.to());
    }

    private static boolean truth(Kind kind, String name) throws BadRequestException {
        if (kind != Kind.TRUE && kind != Kind.FALSE) {
            throw bad("'" + name + "' must be true or false.", name);
        }
        return kind == Kind.TRUE;
    }

    /** Digits alone: what 1e2 or 100.0 mean is a matter of the parser. */
    private long count(Kind kind, String name) throws BadRequestException {
        long count = kind == Kind.NUMBER ? scan.wholeNumber() : -1;
        if (count < 1) {
            throw bad("'" + name + "' must be a whole number from 1 to " + Integer.MAX_VALUE + ".", name);
        }
        return count;
    }

    private Span at() {
        return new Span(scan.from(), scan.to());
    }

    private static BadRequestException bad(String message, @Nullable String param) {
        return new BadRequestException(400, message, param);
    }
}
