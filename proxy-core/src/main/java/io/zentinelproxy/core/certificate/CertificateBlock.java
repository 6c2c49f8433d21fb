package io.zentinelproxy.core.certificate;

import java.util.List;

/**
 * One certificate of a listener, as the configuration has it.
 *
 * @param files one, or several side by side with keys of different kinds
 * @param hostnames the names that it is chosen for, whatever the certificate says; empty for those that the certificate says
 * @param priorityHostnames names that it is chosen for before others whose certificates name them too
 */
public record CertificateBlock(List<CertificateFiles> files, List<String> hostnames, List<String> priorityHostnames) {
    public CertificateBlock {
        files = List.copyOf(files);
        hostnames = List.copyOf(hostnames);
        priorityHostnames = List.copyOf(priorityHostnames);
    }
}
