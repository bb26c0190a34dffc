package org.vsekai.rtc.lab.interop;

/** This machine can't do what a check needs. The message says why, for a person. */
public final class NotPossibleException extends Exception {
    private static final long serialVersionUID = 1;

    NotPossibleException(String message) {
        super(message);
    }
}
