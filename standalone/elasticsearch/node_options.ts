import path from 'node:path';
import type { Java } from './java';

/**
 * Upper limit of Java's heap. Measured: 5,000 photos (768-dimensional vectors, thumbnails of 30 KB, bulks of 4 MB) were loaded and
 * searched within 110 MB of heap (75 MB when idle), the same under a limit of 256 MB. 512 leaves room for bulks and facets several
 * times as large. Vectors and their graph lie outside of it, in memory-mapped files; the process held 0.4 GB at most.
 */
export const DEFAULT_HEAP_MB = 512;

/** Flags of the Java machine. */
export function jvmFlags(java: Pick<Java, 'major' | 'vectorised'>, heapMb: number): string[] {
  return [
    // It may grow to the limit but starts small: this node shares a desk machine with a browser and a model.
    `-Xms${Math.min(128, heapMb)}m`,
    `-Xmx${heapMb}m`,
    // Java picks the serial collector on small machines; Elasticsearch's memory circuit breaker knows how to nudge only G1.
    '-XX:+UseG1GC',
    '-XX:+ExitOnOutOfMemoryError',
    '--enable-native-access=ALL-UNNAMED',
    // As in Elasticsearch's own jvm.options: no tricks of netty's with Java's internals (Java 24 and later warn of them).
    '-Dio.netty.noUnsafe=true',
    '-Dio.netty.noKeySetOptimization=true',
    '-Dlog4j.shutdownHookEnabled=false',
    '-Dlog4j2.disable.jmx=true',
    '-Djava.awt.headless=true',
    '-Dfile.encoding=UTF-8',
    // Lucene's use of sun.misc.Unsafe is known and harmless; the flag exists since Java 23.
    ...(java.major >= 23 ? ['--sun-misc-unsafe-memory-access=allow'] : []),
    ...(java.vectorised ? ['--add-modules', 'jdk.incubator.vector'] : []),
    // The newest release that Lucene 10.1 vectorizes on unasked is 24.
    ...(java.vectorised && java.major > 24
      ? [`-Dorg.apache.lucene.vectorization.upperJavaFeatureVersion=${java.major}`]
      : []),
  ];
}

/** Elasticsearch's settings of the embedded node. `port` 0 lets the system choose a free one. */
export function nodeSettings(home: string, dataDir: string, port: number): Record<string, string> {
  return {
    'path.home': home,
    'path.data': path.join(dataDir, 'data'),
    'path.logs': path.join(dataDir, 'logs'),
    'cluster.name': 'peak-search',
    'node.name': 'embedded',
    // This node has no security at all: it must never be reached from outside.
    'network.host': '127.0.0.1',
    'http.port': String(port),
    'transport.port': '0',
    'discovery.type': 'single-node',
    // The watermarks (85 %, 90 %, 95 % full) protect clusters that grow for years. On a desk machine, disks are often that
    // full with many GB free; indices would stay unassigned or turn read-only for no need.
    'cluster.routing.allocation.disk.threshold_enabled': 'false',
  };
}
