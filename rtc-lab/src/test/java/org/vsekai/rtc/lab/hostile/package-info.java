@NullMarked
package org.vsekai.rtc.lab.hostile;

import org.jspecify.annotations.NullMarked;
