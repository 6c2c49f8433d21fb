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
        LoadedConfiguration loaded = loadWithFiles(file);
        loaded.warnings().forEach(warning -> LOG.log(System.Logger.Level.WARNING, warning.render()));
        return loaded.configuration();
    }

    /** As {@link #load}, for who wants to know the files as well; warnings are left to the caller. */
    public static LoadedConfiguration loadWithFiles(Path file) throws ConfigurationException {
        Includes includes = new Includes();
        KdlDocument whole = includes.read(file);
        List<Problem> warnings = new ArrayList<>(includes.warnings());
        Configuration configuration = ConfigurationReader.read(whole, warnings);
        return new LoadedConfiguration(configuration, includes.files(), warnings);
    }

    /**
     * Reads a configuration from its text in KDL, which can include no file.
     *
     * @param fileName how messages call the text
     * @throws ConfigurationException with everything that is wrong
     */
    public static Configuration parse(String fileName, String text) throws ConfigurationException {
        return ConfigurationReader.read(ConfigurationFormat.KDL.parse(fileName, text), new ArrayList<>());
    }
}
