import { expandDots } from '../standalone/host/server_plugin';
import { configSchema, settingsFromConfig } from './config';
import { DEFAULT_SETTINGS } from './settings';

const validate = (value: unknown) => configSchema.validate(value, {}, 'peakSearch');

describe('configuration in kibana.yml', () => {
  it('is complete with nothing set: the defaults of the settings', () => {
    expect(settingsFromConfig(validate({}))).toEqual(DEFAULT_SETTINGS);
    expect(settingsFromConfig(validate(undefined))).toEqual(DEFAULT_SETTINGS);
  });

  it('takes what is set and keeps the rest', () => {
    const settings = settingsFromConfig(
      validate({
        indices: { photos: 'trek_photos' },
        model: { dir: '/models/siglip2', providers: ['cuda', 'cpu'] },
        map: { tileUrl: '/tiles/{z}/{x}/{y}.png', attribution: '© us' },
        photos: { roots: { khumbu: '/photos/khumbu' }, defaultZone: 'Asia/Kathmandu' },
      })
    );
    expect(settings.indices).toEqual({ ...DEFAULT_SETTINGS.indices, photos: 'trek_photos' });
    expect(settings.model.providers).toEqual(['cuda', 'cpu']);
    expect(settings.map).toEqual({
      tileUrl: '/tiles/{z}/{x}/{y}.png',
      attribution: '© us',
      maxZoom: 19,
    });
    expect(settings.photos.roots).toEqual({ khumbu: '/photos/khumbu' });
  });

  it.each([
    [{ indices: { photos: 'Photos' } }, /\[peakSearch\.indices\.photos\]: must be an index name/],
    [{ indices: { photos: 'photos*' } }, /must be an index name/],
    [{ model: { dir: 'models' } }, /\[peakSearch\.model\.dir\]: must be an absolute path/],
    [{ model: { providers: ['gpu'] } }, /must be one of cuda, webgpu, coreml, dml, cpu/],
    [{ model: { providers: [] } }, /cannot be smaller than \[1\]/],
    [{ model: { variant: 'fp8' } }, /must be one of auto, fp32/],
    [{ model: { workers: 1.5 } }, /must be a whole number/],
    [{ knn: { k: 500, numCandidates: 100 } }, /numCandidates \(100\) must not be smaller than k/],
    [{ knn: { quantization: 'int4' } }, /must be one of auto, hnsw/],
    [
      { photos: { roots: { album: 'relative' } } },
      /\[peakSearch\.photos\.roots\.1\.album\]: must be an absolute path/,
    ],
    [{ photos: { defaultZone: 'Nepal' } }, /must be an IANA time zone/],
    [{ map: { tileUrl: 'https://tiles.example/{z}/{x}.png' } }, /must contain \{y\}/],
    [{ map: { tileUrl: '//tiles.example/{z}/{x}/{y}' } }, /must begin with http/],
    [{ map: { tileUrl: 'javascript:/{z}/{x}/{y}' } }, /must begin with http/],
    [{ terrain: { dir: 'tiles' } }, /\[peakSearch\.terrain\.dir\]: must be an absolute path/],
    [{ upload: { maxBytes: 0 } }, /equal to or greater than \[1024\]/],
    [{ uploads: {} }, /\[peakSearch\.uploads\]: definition for this key is missing/],
  ])('refuses %j with a sentence', (value, sentence) => {
    expect(() => validate(value)).toThrow(sentence);
  });
});

describe('roots of albums', () => {
  const roots = (value: unknown) =>
    settingsFromConfig(
      // As Kibana hands it on: keys split at their dots.
      configSchema.validate(expandDots({ photos: { roots: value } }), {}, 'peakSearch')
    ).photos.roots;

  it('are a list where an album has a dot in its name', () => {
    expect(roots([{ album: 'St. Moritz', path: '/photos/st-moritz' }])).toEqual({
      'St. Moritz': '/photos/st-moritz',
    });
    expect(roots({ khumbu: '/photos/khumbu' })).toEqual({ khumbu: '/photos/khumbu' });
    expect(roots({})).toEqual({});
  });

  it('may be JSON, as an environment variable gives it', () => {
    expect(roots('[{"album":"a.b","path":"/p"}]')).toEqual({ 'a.b': '/p' });
    expect(roots('{"khumbu":"/p"}')).toEqual({ khumbu: '/p' });
  });

  it.each<[unknown, RegExp]>([
    [{ 'St. Moritz': '/photos/st-moritz' }, /use the list form/],
    [{ khumbu: 'relative' }, /must be an absolute path, but is "relative"/],
    [[{ album: 'x', path: 'relative' }], /must be an absolute path, but is "relative"/],
    [[{ album: '', path: '/p' }], /minimum length/],
    [[{ path: '/p' }], /album\]: expected value of type \[string\]/],
    ['[{', /could not parse array value from json input/],
  ])('refuses %j in words', (value, message) => {
    expect(() => roots(value)).toThrow(message);
  });
});

it('reads what Kibana reads from an environment variable', () => {
  const { upload, model } = settingsFromConfig(
    configSchema.validate({
      enabled: 'TRUE',
      upload: '{"maxQueue":"3"}',
      model: { providers: '["cuda","cpu"]' },
    })
  );
  expect(upload.maxQueue).toBe(3);
  expect(model.providers).toEqual(['cuda', 'cpu']);
});
