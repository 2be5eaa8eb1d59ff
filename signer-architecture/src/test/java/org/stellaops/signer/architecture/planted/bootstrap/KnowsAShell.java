package org.stellaops.signer.architecture.planted.bootstrap;

import org.stellaops.signer.architecture.planted.http.NamesAnAdapterToo;

/** Breaks: bootstrap does not know who starts it. */
public record KnowsAShell(NamesAnAdapterToo shell) {}
