package org.stellaops.signer.cli.export;

import java.nio.file.Path;

/**
 * A file that is to be exported.
 *
 * @param path as the export lists it
 * @param file where it is: of a link, what it leads to
 * @param named the same without following a link
 * @param size in bytes when it was found
 */
public record ExportSource(String path, Path file, Path named, long size) {}
