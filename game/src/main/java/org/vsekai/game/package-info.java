/** The rules of survival craft: what the five inputs do, what things cost, how the ground lies. Pure and deterministic. */
@NullMarked
package org.vsekai.game;

import org.jspecify.annotations.NullMarked;
