@NullMarked
package org.vsekai.rtc.sdp;

import org.jspecify.annotations.NullMarked;
