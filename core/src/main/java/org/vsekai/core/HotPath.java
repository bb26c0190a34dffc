package org.vsekai.core;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs per packet, per entity or per tick. Such code uses primitives and reused buffers; no streams, boxing, {@code
 * Optional}, string building or locks. An architecture rule holds it there.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface HotPath {}
