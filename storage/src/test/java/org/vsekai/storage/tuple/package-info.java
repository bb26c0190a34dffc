@NullMarked
package org.vsekai.storage.tuple;

import org.jspecify.annotations.NullMarked;
