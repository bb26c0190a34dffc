@NullMarked
package org.vsekai.rtc.lab.network;

import org.jspecify.annotations.NullMarked;
