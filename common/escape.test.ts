import fc from 'fast-check';
import { escapeConsole, htmlText, jsonText, shown, terminalText } from './escape';

const HOSTILE = 'a\u001b]0;owned\u0007\u009b31m\u202egpj.exe\n\tb<img src=x onerror="1">\'&';

it('shows what a terminal would carry out', () => {
  expect(shown(HOSTILE)).toMatch(
    /^a\\u001b\]0;owned\\u0007\\u009b31m\\u202egpj\.exe\\u000a\\u0009b</
  );
  expect(terminalText('one\n\ttwo\r\u001b[2J')).toBe('one\n\ttwo\\u000d\\u001b[2J');
});

it('leaves no character of HTML standing', () => {
  expect(htmlText(`<b title="x" id='y'>&</b>`)).toBe(
    '&lt;b title=&quot;x&quot; id=&#39;y&#39;&gt;&amp;&lt;/b&gt;'
  );
});

it('writes JSON that reads back the same, and that no terminal carries out', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const line = jsonText({ text });
      expect(JSON.parse(line)).toEqual({ text });
      expect(line).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    })
  );
  expect(jsonText(HOSTILE)).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
});

it('guards a console once: strings, errors, whoever writes', () => {
  const lines: unknown[] = [];
  const say = (...parts: unknown[]) => void lines.push(...parts);
  const target = { log: say, info: say, warn: say, error: say };
  escapeConsole(target);
  escapeConsole(target);
  target.log('photo \u001b[31m\\u001b');
  target.warn('two\nlines');
  target.error(Object.assign(new Error('x'), { stack: 'Error: \u009b2J' }));
  target.info({ some: 'object' });
  expect(lines).toEqual([
    'photo \\u001b[31m\\u001b',
    'two\nlines',
    'Error: \\u009b2J',
    { some: 'object' },
  ]);
});
