@NullMarked
package org.vsekai.rtc.udp;

import org.jspecify.annotations.NullMarked;
