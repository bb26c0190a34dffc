@NullMarked
package org.vsekai.server.http;

import org.jspecify.annotations.NullMarked;
