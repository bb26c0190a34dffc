@NullMarked
package org.vsekai.simulator.run;

import org.jspecify.annotations.NullMarked;
