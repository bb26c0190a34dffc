/** The code of {@code docs/records.md}, compiled and run. */
@NullMarked
package org.vsekai.storage.record.example;

import org.jspecify.annotations.NullMarked;
