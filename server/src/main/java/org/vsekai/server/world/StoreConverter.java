package org.vsekai.server.world;

import org.vsekai.storage.StoreLocation;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the location of a store from the command line. */
final class StoreConverter implements ITypeConverter<StoreLocation> {
    @Override
    public StoreLocation convert(String text) {
        return StoreLocation.parse(text)
                .orElseThrow(() -> new TypeConversionException(
                        "'" + text + "' names no store; " + StoreLocation.EXPECTED + " is expected"));
    }
}
