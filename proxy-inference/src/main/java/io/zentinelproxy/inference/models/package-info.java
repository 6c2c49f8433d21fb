/** Rules by a model's name: which names fit a glob, what a model's tokens cost, where its requests go. Immutable; any thread. */
@NullMarked
package io.zentinelproxy.inference.models;

import org.jspecify.annotations.NullMarked;
