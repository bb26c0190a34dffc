@NullMarked
package org.vsekai.server.config;

import org.jspecify.annotations.NullMarked;
