package org.stellaops.signer.architecture.planted.core;

/** Breaks: a class name that says nothing. */
public final class LampManager {}
