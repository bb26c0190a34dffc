@NullMarked
package org.vsekai.rtc.ice;

import org.jspecify.annotations.NullMarked;
