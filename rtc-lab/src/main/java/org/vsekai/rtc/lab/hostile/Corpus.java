package org.vsekai.rtc.lab.hostile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Inputs that broke others, by layer, from the file {@code corpus-LAYER.txt} beside this class. Lines that begin with # tell whose bug it was.
 *
 * <pre>
 * case NAME
 *   at PHASE
 *   KIND bytes …        KIND*3 for three times; a line that begins with + goes on with the bytes
 *   then what must come of it
 * </pre>
 */
final class Corpus {
    private final String file;
    private final List<CorpusCase> cases = new ArrayList<>();
    private String name = "";
    private String phase = "";
    private List<CorpusCase.Input> inputs = new ArrayList<>();

    private Corpus(String file) {
        this.file = file;
    }

    /** Empty if there is no file for the layer. */
    static List<CorpusCase> of(Layer layer) {
        String file = "corpus-" + layer + ".txt";
        try (InputStream stream = Corpus.class.getResourceAsStream(file)) {
            return stream == null
                    ? List.of()
                    : new Corpus(file).read(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " is part of this jar", e);
        }
    }

    /** The inputs of these kinds. */
    static List<byte[]> inputs(Layer layer, String... kinds) {
        return of(layer).stream()
                .flatMap(act -> act.inputs().stream())
                .filter(input -> Arrays.asList(kinds).contains(input.kind()))
                .map(CorpusCase.Input::bytes)
                .toList();
    }

    private List<CorpusCase> read(String text) {
        text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .forEach(this::readLine);
        if (!name.isEmpty()) {
            throw new IllegalArgumentException(file + ": case " + name + " has no 'then'");
        }
        return List.copyOf(cases);
    }

    private void readLine(String line) {
        int space = line.indexOf(' ');
        String word = space < 0 ? line : line.substring(0, space);
        String rest = space < 0 ? "" : line.substring(space + 1).strip();
        switch (word) {
            case "case" -> name = rest;
            case "at" -> phase = rest;
            case "+" -> continueInput(rest);
            case "then" -> end(rest);
            default -> inputs.add(input(word, rest));
        }
    }

    private static CorpusCase.Input input(String word, String bytes) {
        int star = word.indexOf('*');
        return star < 0
                ? new CorpusCase.Input(word, 1, bytes)
                : new CorpusCase.Input(word.substring(0, star), Integer.parseInt(word.substring(star + 1)), bytes);
    }

    private void continueInput(String bytes) {
        CorpusCase.Input last = inputs.removeLast();
        inputs.add(new CorpusCase.Input(last.kind(), last.times(), last.text() + " " + bytes));
    }

    private void end(String expected) {
        if (name.isEmpty() || phase.isEmpty() || inputs.isEmpty()) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%s: '%s' ends a case without name, phase or input", file, expected));
        }
        cases.add(new CorpusCase(name, phase, inputs, expected));
        name = "";
        phase = "";
        inputs = new ArrayList<>();
    }
}
