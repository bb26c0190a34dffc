@NullMarked
package org.vsekai.gateway.websocket;

import org.jspecify.annotations.NullMarked;
