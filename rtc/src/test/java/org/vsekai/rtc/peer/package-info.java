@NullMarked
package org.vsekai.rtc.peer;

import org.jspecify.annotations.NullMarked;
