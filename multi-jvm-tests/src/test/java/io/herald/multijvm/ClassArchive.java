package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * The classes of a node ready to map, as {@code ./herald build} makes them: without it a node
 * spends most of its start on loading them. Made once for the jars under test, and found again by
 * later runs. The JVM archives nothing from directories, so where modules are not packaged there is
 * none.
 */
final class ClassArchive {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private static List<String> options; // null until it is asked for

  private ClassArchive() {}

  /** Options for a node's JVM: its class path, and the archive of it. */
  static synchronized List<String> options() throws Exception {
    if (options == null) {
      String classPath = classPath();
      List<Path> jars = Arrays.stream(classPath.split(File.pathSeparator)).map(Path::of).toList();
      options =
          jars.stream().allMatch(Files::isRegularFile)
              ? List.of(
                  "-XX:SharedArchiveFile=" + archive(classPath, jars),
                  "-Xlog:cds=off", // what else is printed belongs to the node
                  "-Xlog:cds+dynamic=off",
                  "-cp",
                  classPath)
              : List.of("-cp", classPath);
    }
    return options;
  }

  /** Without the tests themselves, which no node needs. */
  private static String classPath() {
    String base = WorkDirectory.target().toString();
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty() && !entry.startsWith(base))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Path archive(String classPath, List<Path> jars) throws Exception {
    Path archive = WorkDirectory.target().resolve("classes-" + fingerprint(jars) + ".jsa");
    if (!Files.exists(archive)) {
      Path data = WorkDirectory.create();
      Path made = data.resolveSibling(data.getFileName() + ".jsa");
      ChildProcess rehearsal =
          ChildProcess.start(
              List.of(
                  JAVA,
                  "-XX:+UseG1GC",
                  "-XX:ArchiveClassesAtExit=" + made,
                  "-cp",
                  classPath,
                  "io.herald.apps.Rehearsal",
                  data.toString()),
              WorkDirectory.newLog("rehearsal"));
      if (rehearsal.awaitEnd(LIMIT) != 0) {
        throw new AssertionError("no class archive:\n" + rehearsal.logTail());
      }
      Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE); // never half of one
      WorkDirectory.delete(data);
    }
    return archive;
  }

  /** Another one whenever a jar is built anew. */
  private static String fingerprint(List<Path> jars) throws IOException {
    CRC32 sum = new CRC32();
    for (Path jar : jars) {
      String line = jar + " " + Files.size(jar) + " " + Files.getLastModifiedTime(jar) + "\n";
      sum.update(line.getBytes(UTF_8));
    }
    return Long.toHexString(sum.getValue());
  }
}
