package io.zentinelproxy.launcher.cli;

import java.util.List;

/** What can be done with virtual keys: {@code zentinel key create} and so on. */
public enum KeyAction {
    CREATE(
            "create",
            List.of(KeyOption.FILE, KeyOption.ID),
            List.of(
                    KeyOption.NAME,
                    KeyOption.TEAM,
                    KeyOption.MODELS,
                    KeyOption.EXPIRES,
                    KeyOption.TOKENS,
                    KeyOption.INPUT_TOKENS,
                    KeyOption.OUTPUT_TOKENS,
                    KeyOption.REQUESTS,
                    KeyOption.BURST,
                    KeyOption.BUDGET_TOKENS,
                    KeyOption.BUDGET_COST,
                    KeyOption.BUDGET_PERIOD,
                    KeyOption.JSON),
            new Manual(
                    "Make a virtual key.",
                    "Prints the key, and nothing else, on standard output: this once, as the file gets its hash alone. A proxy that uses"
                            + " the file knows the key within two seconds. Makes the file where there is none.",
                    List.of(Exit.FINE, Exit.KEYS_REFUSED, Exit.MISUSED, Exit.KEYS_UNWRITTEN),
                    List.of(
                            "zentinel key create --file keys.kdl --id alice --models \"gpt-4o*\" --budget-cost 25.00",
                            "KEY=$(zentinel key create --file keys.kdl --id ci --expires 90d)"))),
    LIST(
            "list",
            List.of(KeyOption.FILE),
            List.of(KeyOption.JSON),
            new Manual(
                    "List virtual keys.",
                    "One line a key: id, team, state, when it was made and ends, its first characters, its name.",
                    List.of(Exit.FINE, Exit.KEYS_REFUSED, Exit.MISUSED),
                    List.of("zentinel key list --file keys.kdl", "zentinel key list --file keys.kdl --json"))),
    REVOKE(
            "revoke",
            List.of(KeyOption.FILE, KeyOption.ID),
            List.of(),
            new Manual(
                    "End a virtual key.",
                    "The key stays in the file, so that the log can tell who still uses it. One that is revoked already stays as it is.",
                    List.of(Exit.FINE, Exit.KEYS_REFUSED, Exit.MISUSED, Exit.KEYS_UNWRITTEN),
                    List.of("zentinel key revoke --file keys.kdl --id alice"))),
    ROTATE(
            "rotate",
            List.of(KeyOption.FILE, KeyOption.ID),
            List.of(KeyOption.GRACE, KeyOption.JSON),
            new Manual(
                    "Make a new virtual key in place of an old one.",
                    "The id stays, with its limits and what was used of them. Prints the new key as create does.",
                    List.of(Exit.FINE, Exit.KEYS_REFUSED, Exit.MISUSED, Exit.KEYS_UNWRITTEN),
                    List.of("zentinel key rotate --file keys.kdl --id alice --grace 24h")));

    static final Manual ALL = new Manual(
            "Make, list and end virtual keys.",
            "Keys of clients, in a file that a proxy reads anew when it changes; docs/virtual-keys.md tells what stands in it.",
            List.of(Exit.FINE, Exit.KEYS_REFUSED, Exit.MISUSED, Exit.KEYS_UNWRITTEN),
            List.of("zentinel key create --file keys.kdl --id alice", "zentinel key create --help"));

    private final String word;
    private final List<KeyOption> required;
    private final List<KeyOption> optional;
    private final Manual manual;

    KeyAction(String word, List<KeyOption> required, List<KeyOption> optional, Manual manual) {
        this.word = word;
        this.required = required;
        this.optional = optional;
        this.manual = manual;
    }

    String word() {
        return word;
    }

    List<KeyOption> required() {
        return required;
    }

    List<KeyOption> optional() {
        return optional;
    }

    Manual manual() {
        return manual;
    }
}
