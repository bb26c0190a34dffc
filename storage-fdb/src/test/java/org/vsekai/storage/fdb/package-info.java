@NullMarked
package org.vsekai.storage.fdb;

import org.jspecify.annotations.NullMarked;
