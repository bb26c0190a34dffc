@NullMarked
package org.vsekai.rtc.dtls;

import org.jspecify.annotations.NullMarked;
