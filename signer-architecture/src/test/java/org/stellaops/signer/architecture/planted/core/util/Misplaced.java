package org.stellaops.signer.architecture.planted.core.util;

/** Breaks: a package name that says nothing. */
public final class Misplaced {}
