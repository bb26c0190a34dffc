@NullMarked
package org.vsekai.rtc.datachannel;

import org.jspecify.annotations.NullMarked;
