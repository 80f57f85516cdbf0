import { catalogKnowledge, judge, keptSentences } from './judge';

const knowledge = catalogKnowledge();

it('reads the kept sentences as they are meant', () => {
  const sentences = keptSentences();
  expect(sentences.length).toBeGreaterThanOrEqual(300);
  const { exact, wrongTaken, misread } = judge(sentences, knowledge);
  expect({ enough: exact >= 0.95 && wrongTaken <= 0.01, misread }).toMatchObject({ enough: true });
});

it('counts what is misread and what is taken wrongly', () => {
  const wanted = [
    { sentence: 'yaks in Namche', conditions: ['place:lukla'], rest: 'yaks', without: [] },
    { sentence: 'yaks', conditions: [], rest: 'yaks', without: [] },
  ];
  expect(judge(wanted, knowledge)).toMatchObject({ exact: 0.5, wrongTaken: 1, sentences: 2 });
});
