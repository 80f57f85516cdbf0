import fc from 'fast-check';
import { conditionSchema, formatCondition, parseCondition } from './conditions';
import { Knowledge } from './knowledge';
import { understand } from './understand';

const knowledge = new Knowledge({
  peaks: [
    { id: 'ama-dablam', names: ['Ama Dablam'], region: 'Khumbu', latlon: { lat: 27.9, lon: 86.9 } },
    { id: 'dom', names: ['Dom'], region: 'Valais Alps', latlon: { lat: 46.1, lon: 7.9 } },
    { id: 'matterhorn', names: ['Matterhorn'], region: 'Valais Alps' },
    { id: 'nanda-devi', names: ['नन्दा देवी'], region: 'Garhwal' },
  ],
  places: [{ id: 'namche', names: ['Namche'], region: 'Khumbu', lat: 27.8, lon: 86.7 }],
});
const read = (text: string) => understand(text, knowledge, { today: '2026-11-30' });
const conditions = (text: string) =>
  read(text).conditions.map(({ condition }) => formatCondition(condition));

it('tells where in the sentence each condition stands', () => {
  const text = 'prayer flags under Ama Dablam, May 2024';
  expect(read(text).conditions.map(({ start, end }) => text.slice(start, end))).toEqual([
    'Ama Dablam',
    'May 2024',
  ]);
  const not = 'yaks, not in Namche';
  expect(read(not).conditions.map(({ start, end }) => not.slice(start, end))).toEqual([
    'not in Namche',
  ]);
});

it('reads names as if nobody had seen what cannot be seen', () => {
  for (const name of [
    'Ama\u00ad Dablam',
    '\u200eAma Dablam',
    'AMA\u200b DABLAM'.normalize('NFD'),
  ]) {
    expect(conditions(name)).toEqual(['peak:ama-dablam']);
  }
  expect(conditions('नंदा देवी')).toEqual(['peak:nanda-devi']);
});

it('takes a word that is a mountain, too, only where the sentence says so', () => {
  expect(conditions('Dom')).toEqual([]);
  expect(conditions('mount Dom')).toEqual(['peak:dom']);
  expect(conditions('Dom and Matterhorn')).toEqual(['peak:dom', 'peak:matterhorn']);
});

it('writes each condition as one word and reads it back', () => {
  const said =
    'Ama Dablam in Namche above 4000 m on 5 May 2024 at sunset looking north, 24 mm, panorama, iPhone, ' +
    'after 5 pm, in winter, IMG_1002.JPG, folder x, album y, near Namche, not at night';
  const found = read(said).conditions;
  expect(new Set(found.map(({ condition }) => condition.kind)).size).toBeGreaterThan(13);
  for (const { condition } of found) {
    expect(conditionSchema.parse(condition)).toEqual(condition);
    expect(parseCondition(formatCondition(condition))).toEqual(condition);
  }
  expect(parseCondition('days:2024-13-01..')).toBeUndefined();
  expect(parseCondition('height:..')).toBeUndefined();
  expect(parseCondition('nonsense')).toBeUndefined();
});

it('reads any text without failing, and gives spans inside it', () => {
  const word = fc.constantFrom(
    'between',
    'and',
    '5',
    '2024',
    'May',
    'not',
    'without',
    'Ama',
    'Dablam',
    'in',
    '12,000',
    'ft',
    '-',
    ',',
    '१२',
    '没有'
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(word).map((words) => words.join(' '))
      ),
      (text) => {
        const { conditions: found, without } = read(text);
        for (const { start, end } of [...found, ...without]) {
          expect(0 <= start && start < end && end <= text.length).toBe(true);
        }
      }
    )
  );
});

it('reads 500 characters of a long text, and leaves what is beyond in the rest', () => {
  const long = `${'yak '.repeat(125)}Ama Dablam in Namche`;
  expect(read(long).conditions).toEqual([]);
  expect(read(long).rest).toContain('Ama Dablam in Namche');
});
