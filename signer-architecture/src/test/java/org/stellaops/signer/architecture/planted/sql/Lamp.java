package org.stellaops.signer.architecture.planted.sql;

/** Breaks: another type has this simple name. */
class Lamp {}
