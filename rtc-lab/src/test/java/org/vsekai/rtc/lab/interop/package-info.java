@NullMarked
package org.vsekai.rtc.lab.interop;

import org.jspecify.annotations.NullMarked;
