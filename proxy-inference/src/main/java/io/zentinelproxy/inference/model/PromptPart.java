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

    /** Text that the client has made into tokens itself. */
    record Tokens(int count) implements PromptPart {}

    /**
     * A picture.
     *
     * @param width in pixels, 0 where it is not known
     * @param height in pixels, 0 where it is not known
     * @param low whether the client asks for a look at low detail alone
     */
    record Image(int width, int height, boolean low) implements PromptPart {}

    /**
     * Sound, a file, a conversation that the provider keeps and the like, whose tokens nobody can tell beforehand.
     *
     * @param octets about how many there are; 0 where they are not in the request
     */
    record Opaque(int octets) implements PromptPart {}
}
