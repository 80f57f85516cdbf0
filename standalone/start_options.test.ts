import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseStartOptions } from './start_options';
import { checkPort, REPOSITORY } from './standalone_host';

describe('the command line of npm start', () => {
  it('needs nothing', () => {
    expect(parseStartOptions([])).toEqual({
      photos: [join(REPOSITORY, 'demo/album')],
      ownPhotos: false,
      terrain: join(REPOSITORY, 'demo/terrain'),
      noModel: false,
      host: '127.0.0.1',
      port: 5601,
      data: join(REPOSITORY, '.data'),
      check: false,
      yes: false,
    });
  });

  it('takes several albums, a model, a cluster and a port', () => {
    const argv = [
      '--photos',
      'demo',
      '--photos',
      'server',
      '--model',
      'common',
      '--es-url',
      'https://es:9200',
      '--port',
      '0',
      '--data',
      '/d',
      '--check',
    ];
    expect(parseStartOptions(argv)).toMatchObject({
      photos: [join(REPOSITORY, 'demo'), join(REPOSITORY, 'server')],
      model: join(REPOSITORY, 'common'),
      esUrl: 'https://es:9200',
      port: 0,
      data: '/d',
      check: true,
    });
  });

  it('takes --no-model for photos of one’s own', () => {
    expect(parseStartOptions(['--photos', 'demo', '--no-model'])).toMatchObject({
      ownPhotos: true,
      noModel: true,
    });
  });

  it.each([
    ['--photos /no/such/folder', /There is no folder \/no\/such\/folder/],
    ['--port 70000', /from 0 \(any free one\) to 65535/],
    ['--host 0.0.0.0', /serves this machine only/],
    ['--es-url localhost:9200', /looks like https/],
    ['--es-url https://me:secret@es:9200', /out of the address/],
    ['--fotos x', /unknown option '--fotos'/],
  ])('refuses %s', (line, sentence) => {
    const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(() => parseStartOptions(line.split(' '))).toThrow(sentence);
    expect(stderr).toHaveBeenCalledWith(expect.stringMatching(sentence));
    stderr.mockRestore();
  });

  it('ends with exit code 2 and one line', () => {
    const start = [join(REPOSITORY, 'bin/start.js'), '--port', 'x'];
    const { status, stderr } = spawnSync(process.execPath, start, { encoding: 'utf8' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(status).toBe(2);
  });

  it('says of a port that it is taken, before anything is started', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    await expect(checkPort(port)).rejects.toThrow(
      /is taken: stop the other program, or start with --port/
    );
    await new Promise((resolve) => other.close(resolve));
    await expect(checkPort(port)).resolves.toBeUndefined();
    await expect(checkPort(0)).resolves.toBeUndefined();
  });
});
