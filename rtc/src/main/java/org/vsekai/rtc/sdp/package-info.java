/** The little of SDP (RFC 8866) that a data-channel session needs: JSEP (RFC 9429) offers and answers with one section. */
@NullMarked
package org.vsekai.rtc.sdp;

import org.jspecify.annotations.NullMarked;
