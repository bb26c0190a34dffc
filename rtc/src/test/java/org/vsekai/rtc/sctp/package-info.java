@NullMarked
package org.vsekai.rtc.sctp;

import org.jspecify.annotations.NullMarked;
