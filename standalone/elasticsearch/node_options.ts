import path from 'node:path';
import type { Java } from './java';

/**
 * 1 GB: an embedded album is some thousands of photos. Vectors and their graph lie outside the heap (memory-mapped files); the
 * heap holds requests (bulk bodies with thumbnails, some MB each) and the node itself (about 130 MB when idle).
 */
export const DEFAULT_HEAP_MB = 1024;

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
