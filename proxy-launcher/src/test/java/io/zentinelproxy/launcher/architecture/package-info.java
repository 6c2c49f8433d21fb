/** What holds between all modules: who may use whom, and what our classes may look like. Reads compiled classes only. */
package io.zentinelproxy.launcher.architecture;
