/** Log lines on standard error. The only place that knows the logging back end. */
@NullMarked
package org.vsekai.server.log;

import org.jspecify.annotations.NullMarked;
