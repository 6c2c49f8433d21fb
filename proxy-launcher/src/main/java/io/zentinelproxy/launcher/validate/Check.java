package io.zentinelproxy.launcher.validate;

/**
 * One thing that was looked at.
 *
 * @param subject what it was
 * @param said why it failed or what is of note; empty where there is nothing to say
 */
public record Check(Outcome outcome, String subject, String said) {

    /** NOTE: worth saying, but no failure. */
    public enum Outcome {
        OK,
        NOTE,
        FAILED
    }

    static Check ok(String subject) {
        return new Check(Outcome.OK, subject, "");
    }

    static Check note(String subject, String what) {
        return new Check(Outcome.NOTE, subject, what);
    }

    static Check failed(String subject, String why) {
        return new Check(Outcome.FAILED, subject, why);
    }

    /** One line. */
    public String text() {
        String word = switch (outcome) {
            case OK -> "ok      ";
            case NOTE -> "note    ";
            case FAILED -> "failed  ";
        };
        return word + subject + (said.isEmpty() ? "" : ": " + said);
    }
}
