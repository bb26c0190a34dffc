package org.vsekai.gateway;

/** Why a join was refused: status and code as in docs/protocol/joining.md. Each is a counter. */
public enum JoinRefusal {
    BAD_NAME(400, "bad_request"),
    BAD_OFFER(400, "bad_offer"),
    UNKNOWN_TOKEN(401, "unknown_token"),
    TOO_MANY_JOINS(429, "too_many_joins"),
    FULL(503, "full"),
    DRAINING(503, "draining");

    private final int status;
    private final String code;

    JoinRefusal(int status, String code) {
        this.status = status;
        this.code = code;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }
}
