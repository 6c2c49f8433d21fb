package io.zentinelproxy.core.testkit;

import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** What tests await may come as late as nothing else does before a test is taken to hang, in every module that has this test kit. */
public final class Patience implements LauncherSessionListener {

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(HangGuard.LIMIT);
    }
}
