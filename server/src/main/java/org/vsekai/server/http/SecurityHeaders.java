package org.vsekai.server.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.List;

/**
 * What every answer tells the browser: the page may run its own scripts, enter VR and use the microphone; it is shown in
 * nobody's frame, and a file is what its content type says. Blob and data addresses are how three.js loads the textures
 * inside a model; styles may stand in the page.
 */
final class SecurityHeaders implements Filter {
    private static final String POLICY = String.join(
            "; ",
            "default-src 'self'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "media-src 'self' blob:",
            "connect-src 'self' data: blob:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'");

    private static final List<Header> HEADERS = List.of(
            HeaderValues.create(HeaderNames.create("Content-Security-Policy"), POLICY),
            HeaderValues.create(HeaderNames.create("X-Content-Type-Options"), "nosniff"),
            HeaderValues.create(HeaderNames.create("Referrer-Policy"), "no-referrer"),
            HeaderValues.create(HeaderNames.create("Cross-Origin-Opener-Policy"), "same-origin"),
            HeaderValues.create(HeaderNames.create("Cross-Origin-Resource-Policy"), "same-origin"),
            HeaderValues.create(
                    HeaderNames.create("Permissions-Policy"),
                    "xr-spatial-tracking=(self), microphone=(self), camera=(), geolocation=()"));

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        HEADERS.forEach(response::header);
        chain.proceed();
    }
}
