/**
 * Directories: paths that stand for short key prefixes, byte-compatible with FoundationDB's own directory layer, so that its
 * tools and clients read ours and ours read theirs.
 */
@NullMarked
package org.vsekai.storage.directory;

import org.jspecify.annotations.NullMarked;
