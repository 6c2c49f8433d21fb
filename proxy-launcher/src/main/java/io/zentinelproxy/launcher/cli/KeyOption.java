package io.zentinelproxy.launcher.cli;

/** An option of the commands of virtual keys. */
public enum KeyOption {
    FILE("--file", "FILE", "The file of keys."),
    ID("--id", "ID", "The key's id: what logs and books call it."),
    NAME("--name", "TEXT", "A name for people."),
    TEAM("--team", "ID", "The team that it belongs to, which the file must have."),
    MODELS("--models", "GLOBS", "Models that it may use, such as \"gpt-4o*,o3\". Without it, all."),
    EXPIRES(
            "--expires",
            "TIME",
            "When it ends: \"2027-01-31\" (UTC), \"2027-01-31T12:00:00Z\", or from now such as \"90d\", \"12h\"."),
    TOKENS("--tokens-per-minute", "N", "Tokens a minute, read and written."),
    INPUT_TOKENS("--input-tokens-per-minute", "N", "Tokens a minute that models read."),
    OUTPUT_TOKENS("--output-tokens-per-minute", "N", "Tokens a minute that models write."),
    REQUESTS("--requests-per-minute", "N", "Requests a minute."),
    BURST("--burst-tokens", "N", "Tokens at once, after a pause."),
    BUDGET_TOKENS("--budget-tokens", "N", "Tokens in a period."),
    BUDGET_COST("--budget-cost", "SUM", "Money in a period, such as 25.00."),
    BUDGET_PERIOD(
            "--budget-period", "PERIOD", "hourly, daily, monthly, or the last so many seconds. Without it, monthly."),
    GRACE("--grace", "TIME", "How long the old key still works, such as \"24h\". Without it, not at all."),
    JSON("--json", "", "Print JSON.");

    private final String word;
    private final String label;
    private final String meaning;

    KeyOption(String word, String label, String meaning) {
        this.word = word;
        this.label = label;
        this.meaning = meaning;
    }

    public String word() {
        return word;
    }

    /** What stands for its value in the help; empty where it takes none. */
    String label() {
        return label;
    }

    String meaning() {
        return meaning;
    }
}
