@NullMarked
package org.vsekai.rtc;

import org.jspecify.annotations.NullMarked;
