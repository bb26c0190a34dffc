@NullMarked
package org.vsekai.storage.lab;

import org.jspecify.annotations.NullMarked;
