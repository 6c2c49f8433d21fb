package io.zentinelproxy.inference.model;

/** A piece of what a model reads, in the order of the request. */
public sealed interface PromptPart {
    /** A message begins; the role is text that is counted, too. */
    record Message(String role) implements PromptPart {}

    /** The name of who speaks. */
    record Name(String name) implements PromptPart {}

    /** A text of the message, or of a prompt without messages. */
    record Text(String text) implements PromptPart {}

    /** A tool that the model may call, or the schema that its answer must follow: its JSON as it was written. */
    record Tool(String json) implements PromptPart {}

    /**
     * A picture.
     *
     * @param width in pixels, 0 where it is not known
     * @param height in pixels, 0 where it is not known
     * @param low whether the client asks for a look at low detail alone
     */
    record Image(int width, int height, boolean low) implements PromptPart {}

    /** Sound, a file and the like, whose tokens nobody can tell beforehand. */
    record Opaque(int octets) implements PromptPart {}
}
