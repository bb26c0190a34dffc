@NullMarked
package org.vsekai.rtc.netty;

import org.jspecify.annotations.NullMarked;
