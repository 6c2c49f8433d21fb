package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.KdlDocument;
import io.zentinelproxy.core.config.kdl.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** From a file to a configuration that has been checked as a whole. Nothing is accepted that is not acted on. */
public final class ConfigurationLoader {
    private static final System.Logger LOG = System.getLogger(ConfigurationLoader.class.getName());

    private ConfigurationLoader() {}

    /**
     * Reads a file in UTF-8, KDL or by its name JSON, and all that it includes. Warnings go to the log.
     *
     * @throws ConfigurationException with everything that is wrong, also where a file cannot be read
     */
    public static Configuration load(Path file) throws ConfigurationException {
        return load(file, List.of());
    }

    /** As {@link #load(Path)}, with the blocks that modules add. */
    public static Configuration load(Path file, List<? extends Extension> modules) throws ConfigurationException {
        LoadedConfiguration loaded = loadWithFiles(file, modules);
        warn(loaded);
        return loaded.configuration();
    }

    /** Says in the log what is accepted and yet seldom meant. */
    public static void warn(LoadedConfiguration loaded) {
        loaded.warnings().forEach(warning -> LOG.log(System.Logger.Level.WARNING, warning.render()));
    }

    /** As {@link #load(Path)}, for who wants to know the files as well; warnings are left to the caller. */
    public static LoadedConfiguration loadWithFiles(Path file) throws ConfigurationException {
        return loadWithFiles(file, List.of());
    }

    /** As {@link #loadWithFiles(Path)}, with the blocks that modules add. */
    public static LoadedConfiguration loadWithFiles(Path file, List<? extends Extension> modules)
            throws ConfigurationException {
        Extensions extensions = Extensions.of(modules);
        Includes includes = new Includes(extensions);
        try {
            KdlDocument whole = includes.read(file);
            List<Problem> warnings = new ArrayList<>(includes.warnings());
            Configuration configuration = ConfigurationReader.read(whole, extensions, warnings);
            return new LoadedConfiguration(
                    configuration, includes.files(), List.copyOf(includes.folders()), warnings, includes.digest());
        } catch (ConfigurationException refused) {
            throw refused.in(includes.sought());
        }
    }

    /**
     * Reads a configuration from its text in KDL, which can include no file.
     *
     * @param fileName how messages call the text
     * @throws ConfigurationException with everything that is wrong
     */
    public static Configuration parse(String fileName, String text) throws ConfigurationException {
        return parse(fileName, text, List.of());
    }

    /** As {@link #parse(String, String)}, with the blocks that modules add. */
    public static Configuration parse(String fileName, String text, List<? extends Extension> modules)
            throws ConfigurationException {
        Extensions extensions = Extensions.of(modules);
        KdlDocument document = ConfigurationFormat.KDL.parse(fileName, text, extensions);
        return ConfigurationReader.read(document, extensions, new ArrayList<>());
    }
}
