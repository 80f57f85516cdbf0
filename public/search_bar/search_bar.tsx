/** @jsx jsx */
import React, { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { EuiButtonEmpty, EuiIcon, useEuiTheme, useGeneratedHtmlId } from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import type { Peak } from '../../common/api';
import type { ConditionCount, QueryTerm, UnderstandResponse } from '../../common/search_api';
import type { SearchDispatch, SearchState } from '../state/search_state';
import { useStored, withRecent } from '../state/stored';
import { ActivePills } from './active_pills';
import { prepareNames } from './completions';
import { optionId, SuggestionList } from './suggestion_list';
import { suggest, type Suggestion, termOf } from './suggestions';
import { UnderstoodLine, understoodWords } from './understood_line';
import { useUnderstanding } from './use_understanding';

export interface SearchBarProps {
  state: SearchState;
  /** How many photos each condition leaves, once it is counted. */
  counts?: readonly ConditionCount[];
  peaks: readonly Peak[];
  peakName(id: string): string;
  dispatch: SearchDispatch;
  /** Takes the last change of the search back. */
  undo?: () => void;
}

const NONE = -1;

/** What begins with a plus sign or a comma joins the search before; everything else replaces it. */
const ADDS = /^\s*[+,]\s*/;

/** The search field; peaks complete while typing, Enter searches for what stands there. Below it, all that is active. */
export function SearchBar(props: SearchBarProps) {
  const { state, counts, peaks, peakName, dispatch, undo } = props;
  const { terms, filters } = state;
  const { conditions } = filters;
  const { euiTheme } = useEuiTheme();
  const listId = useGeneratedHtmlId({ prefix: 'suggestions' });
  const input = useRef<HTMLInputElement>(null);
  const before = useRef(Promise.resolve());
  const { typed, setTyped, isAsked, setAsked } = useTyped(terms, conditions);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(NONE);
  const [recent, setRecent] = useStored<string[]>('recent', []);
  const prepared = useMemo(() => prepareNames(peaks), [peaks]);
  // What has been asked already is no beginning of something else.
  const text = isAsked ? '' : typed.replace(ADDS, '');
  const suggestions = useMemo(
    () => (open ? suggest(text, prepared, recent) : []),
    [open, text, prepared, recent]
  );
  const { read, readNow } = useUnderstanding(open ? text : '');
  const line = read ? understoodWords(read, peakName) : '';
  useSlashFocuses(input);

  const ask = (term: QueryTerm, as: string) => {
    setRecent(withRecent(recent, as));
    setActive(NONE);
    setOpen(false);
    setAsked(as, input.current);
    // "Without" alone finds nothing: it is said of the search before.
    const adding = ADDS.test(typed) || term.weight < 0;
    return (found: Pick<UnderstandResponse, 'conditions' | 'terms'>) =>
      dispatch({ type: 'say', read: found, adding });
  };
  const say = (sentence: string) => {
    const term = termOf(sentence, prepared);
    if (!term) return setOpen(false);
    const search = ask(term, sentence);
    // One whole name, or a sign for "without", is what it is.
    if (term.type === 'peak' || /^[-−]/.test(sentence)) {
      return search({ conditions: [], terms: [term] });
    }
    // Words can be searched for, or fail with words of their own, even where nothing is understood.
    const read = readNow(sentence).catch(() => ({ conditions: [], terms: [term] }));
    // In the order they were said: a slow answer must not replace what was said after it.
    before.current = before.current.then(async () => search(await read));
  };
  const pick = ({ term, typed: as }: Suggestion) =>
    term ? ask(term, as)({ conditions: [], terms: [term] }) : say(as);
  const submit = () => {
    const chosen = suggestions[active];
    if (chosen) pick(chosen);
    else say(typed.replace(ADDS, '').trim());
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // While a script's own input method composes, its keys are its own.
    // 229: Safari sends the Enter that ends a composition after it, and tells it apart by this alone.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    const count = suggestions.length;
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp':
        event.preventDefault();
        if (!open) setOpen(true);
        else setActive(nextActive(active, event.key === 'ArrowDown' ? 1 : -1, count));
        break;
      case 'Enter':
        submit();
        break;
      case 'Escape':
        if (open) event.stopPropagation();
        setOpen(false);
        setActive(NONE);
        break;
      case 'Backspace':
        if (typed !== '') break;
        if (terms.length > 0) dispatch({ type: 'removeTerm', index: terms.length - 1 });
        else if (conditions !== undefined) {
          dispatch({ type: 'setCondition', index: conditions.length - 1 });
        }
        break;
    }
  };

  return (
    <div role="search" css={{ position: 'relative', flexGrow: 1, minInlineSize: 0 }}>
      <div
        css={{
          display: 'flex',
          flexWrap: 'wrap',
          alignItems: 'center',
          gap: euiTheme.size.xs,
          minBlockSize: 44,
          padding: `${euiTheme.size.xs} ${euiTheme.size.m}`,
          border: `${euiTheme.border.width.thin} solid ${euiTheme.colors.borderBasePlain}`,
          borderRadius: euiTheme.border.radius.medium,
          background: euiTheme.colors.backgroundBasePlain,
          '&:focus-within': {
            borderColor: euiTheme.colors.primary,
            boxShadow: `inset 0 0 0 1px ${euiTheme.colors.primary}`,
          },
        }}
        onClick={({ target, currentTarget }) => {
          if (target === currentTarget) input.current?.focus();
        }}
      >
        <EuiIcon type="search" color="subdued" aria-hidden css={{ marginInlineEnd: 4 }} />
        <input
          ref={input}
          type="text"
          role="combobox"
          autoComplete="off"
          spellCheck={false}
          dir="auto"
          maxLength={500}
          data-test-subj="peakSearchInput"
          aria-label={i18n.translate('peakSearch.searchBar.label', {
            defaultMessage: 'Search photos: words, peaks, places, times',
          })}
          aria-expanded={open && suggestions.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={active === NONE ? undefined : optionId(listId, active)}
          placeholder={
            terms.length > 0 || conditions !== undefined
              ? i18n.translate('peakSearch.searchBar.placeholderMore', {
                  defaultMessage: 'Search again, or “+ words” to add to this search',
                })
              : i18n.translate('peakSearch.searchBar.placeholder', {
                  defaultMessage: 'Say what, where and when: prayer flags near Namche, May 2024',
                })
          }
          value={typed}
          onChange={({ target }) => {
            setTyped(target.value);
            setActive(NONE);
            setOpen(true);
          }}
          onFocus={({ currentTarget }) => {
            setOpen(true);
            if (isAsked) currentTarget.select();
          }}
          onClick={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={onKeyDown}
          css={{
            flex: '1 1 140px',
            minInlineSize: 0,
            blockSize: 32,
            border: 0,
            // The frame around shows the focus.
            '&:focus, &:focus-visible': { outline: 'none' },
            background: 'transparent',
            color: euiTheme.colors.textParagraph,
            // 16 px: iOS zooms the page into fields with smaller letters.
            fontSize: 16,
            '&::placeholder': { color: euiTheme.colors.textSubdued, opacity: 1 },
          }}
        />
        {undo && (
          <EuiButtonEmpty size="xs" color="text" onClick={undo} data-test-subj="peakSearchUndo">
            {i18n.translate('peakSearch.searchBar.undo', { defaultMessage: 'Undo' })}
          </EuiButtonEmpty>
        )}
      </div>
      {open && suggestions.length > 0 ? (
        <SuggestionList
          id={listId}
          suggestions={suggestions}
          active={active}
          header={line !== '' && <UnderstoodLine words={line} />}
          onPick={pick}
        />
      ) : (
        <div id={listId} role="listbox" hidden />
      )}
      <ActivePills {...{ state, counts, peakName, dispatch }} />
    </div>
  );
}

/**
 * What stands in the field. What has been searched for stays there, selected, so that typing replaces it; it goes when the
 * search changes in another way.
 */
function useTyped(terms: unknown, conditions: unknown) {
  const [typed, setTyped] = useState('');
  const [asked, setAskedText] = useState<string>();
  const ours = useRef(false);
  useEffect(() => {
    if (ours.current) ours.current = false;
    else {
      setAskedText((before) => {
        setTyped((now) => (now === before ? '' : now));
        return undefined;
      });
    }
  }, [terms, conditions]);
  const setAsked = (text: string, input: HTMLInputElement | null) => {
    ours.current = true;
    setTyped(text);
    setAskedText(text);
    requestAnimationFrame(() => input?.select());
  };
  return { typed, setTyped, isAsked: typed === asked, setAsked };
}

/** Round the list, with "nothing chosen" between its end and its beginning. */
function nextActive(active: number, step: number, count: number): number {
  const next = active + step;
  if (next >= count) return NONE;
  return next < NONE ? count - 1 : next;
}

/** `/` goes to the search field, unless something is being typed. */
function useSlashFocuses(input: React.RefObject<HTMLInputElement>): void {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const typing = target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [input]);
}
