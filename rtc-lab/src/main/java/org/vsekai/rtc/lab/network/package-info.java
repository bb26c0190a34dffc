/** A network that does its worst, under a virtual clock: whole peers, both ends in one thread, everything decided by one seed. */
@NullMarked
package org.vsekai.rtc.lab.network;

import org.jspecify.annotations.NullMarked;
