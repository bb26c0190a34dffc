@NullMarked
package org.vsekai.gateway;

import org.jspecify.annotations.NullMarked;
