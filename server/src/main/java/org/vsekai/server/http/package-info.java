/** The HTTP side of a server: joining, the web client's files, health and metrics. */
@NullMarked
package org.vsekai.server.http;

import org.jspecify.annotations.NullMarked;
