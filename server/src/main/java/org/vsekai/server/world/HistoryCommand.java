package org.vsekai.server.world;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.vsekai.archive.ArchiveException;
import org.vsekai.archive.history.HistoryQuery;
import org.vsekai.server.control.ControlClient;
import org.vsekai.server.store.Stores;
import org.vsekai.storage.Database;
import org.vsekai.storage.StoreLocation;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** Prints what happened: through the server that has the store open, or by itself where none has. */
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description = {
            "Prints what happened to something, somebody or somewhere: when, who, what, where, and what was before and"
                    + " after;",
            "of what happened between players or regions each step, and whose hands or which parcel the items were in.",
            "The world may be in play. All that is asked for must be met; of more than --limit the newest are shown."
        })
final class HistoryCommand extends Told {
    @Option(
            names = {"--store", "--data"},
            paramLabel = "STORE",
            converter = StoreConverter.class,
            description = "A store's folder, a server's data folder, or fdb:FILE (./sekai-data).")
    private StoreLocation store = WorldCommand.DEFAULT_STORE;

    @Option(names = "--entity", paramLabel = "ID", description = "An item, a structure, a tree, an avatar.")
    private @Nullable Long entity;

    @Option(
            names = "--player",
            paramLabel = "NAME-or-ID",
            description = {
                "Who did it, or was given to, traded with or asked.",
                "id:N or name:NAME where a player's name is another's id."
            })
    private String player = "";

    @Option(
            names = "--chunk",
            paramLabel = "X,Z",
            converter = PairConverter.class,
            description = "Indices of a 32 m chunk of the world.")
    private HistoryRequest.@Nullable Pair chunk;

    @Option(
            names = "--region",
            paramLabel = "X,Z",
            converter = PairConverter.class,
            description = "A 256 m region of the world.")
    private HistoryRequest.@Nullable Pair region;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = MomentOrAgo.Converter.class,
            description = "A moment, such as 2026-11-27T12:34:56Z, or how long ago, such as 45s, 30m, 1h30m, 2d or 1w.")
    private @Nullable Instant since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = MomentOrAgo.Converter.class,
            description = "As --since.")
    private @Nullable Instant until;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "Events at most (${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean isJson;

    @Override
    int run() {
        HistoryRequest request = request();
        if (tell(request) > limit) {
            spec().commandLine()
                    .getErr()
                    .println("sekai: these are the newest " + limit + "; --limit shows more, --until older ones");
        }
        return 0;
    }

    private HistoryRequest request() {
        if (limit < 1 || limit > HistoryQuery.MAX_LIMIT) {
            throw new ParameterException(
                    spec().commandLine(), "--limit is a number from 1 to " + HistoryQuery.MAX_LIMIT);
        }
        if (player.chars().anyMatch(Character::isISOControl)) {
            throw new ParameterException(spec().commandLine(), "--player: no name holds such a character");
        }
        return new HistoryRequest(
                entity == null ? OptionalLong.empty() : OptionalLong.of(entity),
                player,
                chunk,
                region,
                since == null ? Long.MIN_VALUE : since.toEpochMilli(),
                until == null ? Long.MAX_VALUE : until.toEpochMilli(),
                limit,
                isJson);
    }

    private int tell(HistoryRequest request) {
        if (store instanceof StoreLocation.Folder(var path)) {
            Optional<ControlClient.Answer> answer = ask(path, request);
            if (answer.isPresent()) {
                if (!answer.get().isOk()) {
                    throw new ArchiveException(
                            "the world's server could not tell: " + answer.get().text());
                }
                return Integer.parseInt(answer.get().text());
            }
        }
        try (Database database = Stores.openExisting(store, WorldCommand.ENGINE)) {
            return request.tell(database, out()::println);
        }
    }

    private Optional<ControlClient.Answer> ask(java.nio.file.Path path, HistoryRequest request) {
        try {
            return ControlClient.ask(Stores.storeIn(path), request.words(), out()::println);
        } catch (IOException gone) {
            throw new ArchiveException("the world's server went away before it had told everything", gone);
        }
    }

    static final class PairConverter implements ITypeConverter<HistoryRequest.Pair> {
        @Override
        public HistoryRequest.Pair convert(String text) {
            try {
                return HistoryRequest.Pair.parse(text);
            } catch (IllegalArgumentException notOne) {
                throw new TypeConversionException("'" + text + "' is no pair of whole numbers, such as 3,-2");
            }
        }
    }
}
