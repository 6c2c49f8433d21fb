package io.zentinelproxy.launcher;

import io.zentinelproxy.core.config.ConfigurationException;
import io.zentinelproxy.core.config.LoadedConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration anew and has it put into force, one reload at a time. Those asked for while one is under way become one,
 * which follows. Whatever is wrong with a file is told, and changes nothing.
 */
final class Reloading {
    private static final System.Logger LOG = System.getLogger("zentinel");

    private static final String STAYS = "not reloaded, the running configuration stays in force";

    private final Source source;
    private final Target target;
    private final AtomicInteger asked = new AtomicInteger();

    /** Whether one of those asked for is to be done even if the files say what they said before. */
    private final AtomicBoolean inAnyCase = new AtomicBoolean();

    /** Files and folders of a configuration that was read last and is not in force. */
    private volatile List<Path> ofRefused = List.of();

    /** Where configurations come from. */
    interface Source {
        LoadedConfiguration load() throws ConfigurationException;
    }

    /** Who serves them. */
    interface Target {
        /** A reload begins; the next call is one of the others. */
        void begin();

        /**
         * Puts a configuration into force, or changes nothing.
         *
         * @throws IOException why not
         */
        void follow(LoadedConfiguration next) throws IOException;

        /** Whether the files said the same when what is in force was loaded. */
        boolean isInForce(LoadedConfiguration loaded);

        /** They say what is in force, so that nothing is to be done. */
        void stays();

        /** It could not even be read. */
        void refuse(String why);

        /** A reload is over. */
        void end(String how);
    }

    Reloading(Source source, Target target) {
        this.source = source;
        this.target = target;
    }

    /** Reloads on the caller's thread, or has the reload under way followed by another one. */
    void reload() {
        inAnyCase.set(true);
        reloadIfChanged();
    }

    /** The same, unless the files say what they said before. */
    void reloadIfChanged() {
        if (asked.getAndIncrement() > 0) {
            return;
        }
        int answered;
        do {
            answered = asked.get();
            try {
                attempt(inAnyCase.getAndSet(false));
            } catch (Error e) {
                // Else nobody would ever reload again.
                asked.set(0);
                throw e;
            }
        } while (!asked.compareAndSet(answered, 0));
    }

    /** Files and folders of a configuration that was read last and is not in force: once one of them changes all may be well. */
    List<Path> ofRefused() {
        return ofRefused;
    }

    private void attempt(boolean always) {
        if (always) {
            // The service manager waits for it.
            target.begin();
        }
        LoadedConfiguration loaded = load();
        if (!always) {
            if (loaded != null && target.isInForce(loaded)) {
                ofRefused = List.of();
                target.stays();
                LOG.log(System.Logger.Level.DEBUG, "the files of the configuration say what they said before");
                return;
            }
            target.begin();
        }
        target.end(loaded == null ? STAYS : follow(loaded));
    }

    private @Nullable LoadedConfiguration load() {
        try {
            return source.load();
        } catch (ConfigurationException refused) {
            ofRefused = refused.sought();
            refused.problems().forEach(problem -> LOG.log(System.Logger.Level.ERROR, problem.render()));
            target.refuse(refused.problems().getFirst().message());
            stays(refused.problems().size() == 1 ? "it has the problem above" : "it has the problems above");
        } catch (RuntimeException | StackOverflowError defect) {
            LOG.log(System.Logger.Level.ERROR, "the configuration could not be read", defect);
            target.refuse(defect.toString());
            stays(defect.toString());
        }
        return null;
    }

    private String follow(LoadedConfiguration loaded) {
        ofRefused = filesAndFolders(loaded);
        try {
            target.follow(loaded);
            ofRefused = List.of();
            return "reloaded";
        } catch (IOException why) {
            return stays(why.getMessage());
        } catch (RuntimeException defect) {
            LOG.log(System.Logger.Level.ERROR, "the configuration could not be put into force", defect);
            return stays(defect.toString());
        }
    }

    private static List<Path> filesAndFolders(LoadedConfiguration loaded) {
        return Stream.concat(loaded.files().stream(), loaded.folders().stream()).toList();
    }

    private static String stays(@Nullable String why) {
        LOG.log(System.Logger.Level.ERROR, STAYS + ", as " + why);
        return STAYS;
    }
}
