@NullMarked
package org.vsekai.archive.verify;

import org.jspecify.annotations.NullMarked;
