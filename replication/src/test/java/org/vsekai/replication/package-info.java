@NullMarked
package org.vsekai.replication;

import org.jspecify.annotations.NullMarked;
