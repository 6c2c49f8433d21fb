package io.zentinelproxy.inference.answer;

/** Keeps what the model wrote, and counts a token for each character. */
final class Written implements DeltaCounter {
    private final StringBuilder text = new StringBuilder();

    @Override
    public void text(String delta) {
        text.append(delta);
    }

    @Override
    public long tokens() {
        return text.length();
    }

    String all() {
        return text.toString();
    }
}
