/**
 * Backups of a world, taken while it is played: a set is a folder of files, each a base or an increment. {@code
 * BackupCreation} makes one, {@code Restore} makes a world of them.
 */
@NullMarked
package org.vsekai.archive.backup;

import org.jspecify.annotations.NullMarked;
