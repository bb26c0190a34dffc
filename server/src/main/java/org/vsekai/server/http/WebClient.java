package org.vsekai.server.http;

import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.staticcontent.FileSystemHandlerConfig;
import io.helidon.webserver.staticcontent.StaticContentFeature;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The files of the built web client. Those under {@code assets/} have a hash of their content in their names and are kept by
 * browsers for good; the others are asked for again each time. Where nothing is built, a page says what to do.
 */
final class WebClient {
    private static final String NOT_BUILT = """
            <!doctype html><html lang="en"><meta charset="utf-8"><title>V-Sekai</title>
            <p>The world is running, but its web client is not built yet.
            <p>Start it with <code>./sekai serve</code>, which builds it, or build it with <code>./sekai build</code>.
            </html>
            """;

    private WebClient() {}

    static void register(HttpRouting.Builder routing, Path folder) {
        if (!Files.isRegularFile(folder.resolve("index.html"))) {
            routing.get(
                    "/",
                    (request, response) -> response.status(Status.SERVICE_UNAVAILABLE_503)
                            .header(HeaderNames.CONTENT_TYPE, "text/html; charset=utf-8")
                            .header(HeaderNames.CACHE_CONTROL, "no-store")
                            .send(NOT_BUILT));
            return;
        }
        routing.any("/*", WebClient::setCaching);
        routing.register(
                "/",
                StaticContentFeature.createService(FileSystemHandlerConfig.builder()
                        .location(folder)
                        .welcome("index.html")
                        .putContentType("wasm", MediaTypes.create("application/wasm"))
                        .putContentType("glb", MediaTypes.create("model/gltf-binary"))
                        .putContentType("vrm", MediaTypes.create("model/gltf-binary"))
                        .putContentType("webmanifest", MediaTypes.create("application/manifest+json"))
                        .build()));
    }

    private static void setCaching(ServerRequest request, ServerResponse response) {
        boolean isHashed = request.path().path().startsWith("/assets/");
        response.beforeSend(() -> {
            boolean isThere = response.status().family() != Status.Family.CLIENT_ERROR;
            response.header(
                    HeaderNames.CACHE_CONTROL,
                    isHashed && isThere ? "public, max-age=31536000, immutable" : "no-cache");
        });
        response.next();
    }
}
