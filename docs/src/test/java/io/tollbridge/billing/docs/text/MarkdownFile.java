// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A Markdown file.
 *
 * @param name its path in the repository
 * @param text what it holds
 */
record MarkdownFile(String name, String text) {
    private static final String FENCE = "```";
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern INLINE_CODE = Pattern.compile("`([^`\n]+)`");

    /** Its fenced blocks, in order. */
    List<CodeBlock> blocks() {
        List<CodeBlock> blocks = new ArrayList<>();
        List<String> lines = text.lines().toList();
        String language = null;
        StringBuilder block = new StringBuilder();
        int start = 0;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.startsWith(FENCE)) {
                block.append(line).append('\n');
            } else if (language == null) {
                language = line.substring(FENCE.length()).strip();
                start = i + 1;
                block.setLength(0);
            } else {
                blocks.add(new CodeBlock(name + ":" + start, language, block.toString()));
                language = null;
            }
        }
        if (language != null) {
            throw new IllegalStateException(name + ":" + start + ": the block is not closed");
        }
        return blocks;
    }

    /** Targets of its links. */
    List<String> links() {
        return groups(LINK);
    }

    /** What it writes in code letters inside its sentences. */
    List<String> inlineCode() {
        return groups(INLINE_CODE);
    }

    /** The anchors of its headings, as GitHub makes them. */
    List<String> anchors() {
        return text.lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ *", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private List<String> groups(Pattern pattern) {
        return pattern.matcher(text).results().map(result -> result.group(1)).toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
