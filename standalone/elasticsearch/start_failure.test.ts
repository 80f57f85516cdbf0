import { startFailure } from './start_failure';

const message = (log: string) => startFailure('It ended.', log, '/data/elasticsearch.log').message;

describe('startFailure', () => {
  // Lines as the node and Java 25 wrote them.
  it.each([
    [
      'java.lang.IllegalStateException: failed to obtain node locks, tried [/data]; maybe these locations are not writable or multiple nodes were started on the same data path?',
      /Another Elasticsearch uses this data folder/,
    ],
    [
      'Caused by: org.elasticsearch.http.BindHttpException: Failed to bind to 127.0.0.1:9200',
      /port is taken/,
    ],
    [
      'Error occurred during initialization of VM\nCould not reserve enough space for 99999744KB object heap',
      /not enough free memory/,
    ],
    [
      "OpenJDK 64-Bit Server VM warning: INFO: os::commit_memory(0x1, 5, 0) failed; error='Not enough space' (errno=12)\n# There is insufficient memory for the Java Runtime Environment to continue.",
      /not enough free memory/,
    ],
    ['java.io.IOException: No space left on device', /disk is full/],
    [
      'java.lang.IllegalStateException: cannot downgrade a node from version [9.2.1] to version [9.0.8]',
      /another version of Elasticsearch/,
    ],
    ['java.nio.file.AccessDeniedException: /data/data/node.lock', /another user/],
  ])('knows the cause of %j', (log, sentence) => {
    expect(message(log)).toMatch(sentence);
    expect(message(log)).toContain('The whole log: /data/elasticsearch.log');
  });

  it('shows the last lines without the stack trace, whatever the cause', () => {
    const log =
      'first\njava.lang.Exception: odd\n\tat a.b.C(D.java:1)\n\n\u001b[31mCaused by: it\u001b[0m\n';
    expect(message(log)).toBe(
      'It ended.\nfirst\njava.lang.Exception: odd\nCaused by: it\nThe whole log: /data/elasticsearch.log'
    );
    expect(message('')).toContain('(its log is empty)');
  });
});
