// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Java file.
 *
 * @param name its path in the repository
 * @param text what it holds
 */
record SourceFile(String name, String text) {
    private static final Pattern BEGIN = Pattern.compile("\\s*// tag::([a-zA-Z0-9-]+)\\[]");
    private static final Pattern END = Pattern.compile("\\s*// end::([a-zA-Z0-9-]+)\\[]");
    private static final Pattern METHOD = Pattern.compile("((?: {4}){1,2})(?:final )?void ([a-zA-Z0-9]+)\\(.*");

    /** The parts between {@code // tag::name[]} and {@code // end::name[]}. */
    List<Region> regions() {
        List<Region> regions = new ArrayList<>();
        String tag = null;
        boolean test = false;
        String testMethod = null;
        String endOfMethod = "";
        StringBuilder region = new StringBuilder();
        for (String line : text.lines().toList()) {
            Matcher begin = BEGIN.matcher(line);
            Matcher end = END.matcher(line);
            Matcher method = METHOD.matcher(line);
            if (begin.matches()) {
                require(tag == null, "the region " + begin.group(1) + " begins inside the region " + tag);
                tag = begin.group(1);
                region.setLength(0);
            } else if (end.matches()) {
                require(end.group(1).equals(tag), "the region " + end.group(1) + " ends but did not begin");
                regions.add(new Region(name, end.group(1), withoutIndent(region.toString()), testMethod));
                tag = null;
            } else {
                region.append(line).append('\n');
                test |= line.strip().startsWith("@Test") || line.strip().equals("@BeforeEach");
                if (method.matches()) {
                    testMethod = test ? method.group(2) : null;
                    endOfMethod = method.group(1) + "}";
                    test = false;
                } else if (line.equals(endOfMethod)) {
                    testMethod = null;
                }
            }
        }
        require(tag == null, "the region " + tag + " does not end");
        return regions;
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(name + ": " + otherwise);
        }
    }

    /** The name of the class that the file is for. */
    String type() {
        return name.substring(name.lastIndexOf('/') + 1).replace(".java", "");
    }

    /** True when it declares a test method of that name. */
    boolean hasTest(String method) {
        int at = text.indexOf(" void " + method + "(");
        if (at < 0) {
            return false;
        }
        String declaration = text.substring(Math.max(0, text.lastIndexOf("\n\n", at)), at);
        return declaration.contains("@Test") || declaration.contains("@ParameterizedTest");
    }

    private static String withoutIndent(String lines) {
        return lines.stripTrailing().stripIndent() + "\n";
    }
}
