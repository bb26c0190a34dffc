@NullMarked
package org.vsekai.server.http.websocket;

import org.jspecify.annotations.NullMarked;
