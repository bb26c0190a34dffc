@NullMarked
package org.vsekai.archive.inspect;

import org.jspecify.annotations.NullMarked;
