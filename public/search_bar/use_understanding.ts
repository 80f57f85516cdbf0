import { useCallback, useEffect, useRef, useState } from 'react';
import type { UnderstandResponse } from '../../common/search_api';
import { useAppServices } from '../services/app_services';

/** Between two letters of somebody who types; a pause asks. */
const REST_MS = 120;

/** The reader's own day, YYYY-MM-DD: "last autumn" counts from it. */
export function readersDay(now = new Date()): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/**
 * How the server reads what is being typed.
 *
 * @param typed the text in the field; empty: nothing is asked
 * @returns how the last asked text is read, and a way to ask for one at once
 */
export function useUnderstanding(typed: string): {
  read?: UnderstandResponse;
  readNow(sentence: string): Promise<UnderstandResponse>;
} {
  const { api } = useAppServices();
  const [read, setRead] = useState<{ sentence: string; answer: UnderstandResponse }>();
  const sentence = typed.trim();
  const asking = useRef<AbortController>();

  const readNow = useCallback(
    async (text: string) => {
      asking.current?.abort();
      const today = readersDay();
      return api.understand({ sentence: text, today });
    },
    [api]
  );

  useEffect(() => {
    if (sentence === '') return undefined;
    const controller = (asking.current = new AbortController());
    const { signal } = controller;
    const timer = setTimeout(() => {
      api.understand({ sentence, today: readersDay() }, signal).then(
        (answer) => {
          if (!signal.aborted) setRead({ sentence, answer });
        },
        // The line is a help; whoever presses Enter learns of the failure by the search itself.
        () => undefined
      );
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [api, sentence]);

  return { read: read?.sentence === sentence ? read.answer : undefined, readNow };
}
