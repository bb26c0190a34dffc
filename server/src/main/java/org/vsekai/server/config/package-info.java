/** What a host can set, where each value came from, and clear words when it can't be used. */
@NullMarked
package org.vsekai.server.config;

import org.jspecify.annotations.NullMarked;
