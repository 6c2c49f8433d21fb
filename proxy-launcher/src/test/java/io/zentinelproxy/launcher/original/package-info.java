/** What the program, with all its modules, does with the original's configurations. */
@org.jspecify.annotations.NullMarked
package io.zentinelproxy.launcher.original;
