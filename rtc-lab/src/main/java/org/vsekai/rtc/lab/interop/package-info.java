/** Other people's stacks against ours over real sockets: a scenario server, the processes of the clients, and a link that is bad. */
@NullMarked
package org.vsekai.rtc.lab.interop;

import org.jspecify.annotations.NullMarked;
