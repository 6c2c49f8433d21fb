package io.zentinelproxy.launcher.selftest;

/** A response as read from the socket; the octets of its head and content are taken for Latin-1. */
record Answer(int status, String head, String content) {}
