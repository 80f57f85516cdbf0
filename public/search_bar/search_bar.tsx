/** @jsx jsx */
import React, { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { EuiButtonEmpty, EuiIcon, useEuiTheme, useGeneratedHtmlId } from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import type { Peak } from '../../common/api';
import type { ConditionCount, QueryTerm } from '../../common/search_api';
import { type Condition, formatCondition } from '../../common/sentence/conditions';
import { ConditionChip } from '../conditions/condition_chip';
import type { SearchDispatch } from '../state/search_state';
import { useStored, withRecent } from '../state/stored';
import { prepareNames } from './completions';
import { optionId, SuggestionList } from './suggestion_list';
import { suggest, type Suggestion, termOf } from './suggestions';
import { TermChip } from './term_chip';
import { UnderstoodLine, understoodWords } from './understood_line';
import { useUnderstanding } from './use_understanding';

export interface SearchBarProps {
  terms: readonly QueryTerm[];
  conditions: readonly Condition[];
  /** The words that said a condition. */
  said: Readonly<Record<string, string>>;
  /** How many photos each condition leaves, once it is counted. */
  counts?: readonly ConditionCount[];
  peaks: readonly Peak[];
  peakName(id: string): string;
  dispatch: SearchDispatch;
  /** Takes the last change of the search back. */
  undo?: () => void;
}

const NONE = -1;

/** The search field with its chips; peaks complete while typing, Enter adds what stands there. */
export function SearchBar(props: SearchBarProps) {
  const { terms, conditions, said, counts = [], peaks, peakName, dispatch, undo } = props;
  const { euiTheme } = useEuiTheme();
  const listId = useGeneratedHtmlId({ prefix: 'suggestions' });
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(NONE);
  const [recent, setRecent] = useStored<string[]>('recent', []);
  const prepared = useMemo(() => prepareNames(peaks), [peaks]);
  const suggestions = useMemo(
    () => (open ? suggest(typed, prepared, recent) : []),
    [open, typed, prepared, recent]
  );
  const { read, readNow } = useUnderstanding(open ? typed : '');
  const line = read ? understoodWords(read, peakName) : '';
  useSlashFocuses(input);

  const add = (term: QueryTerm, as: string) => {
    dispatch({ type: 'addTerm', term });
    setRecent(withRecent(recent, as));
    setTyped('');
    setActive(NONE);
    setOpen(false);
  };
  const say = (sentence: string) => {
    const term = termOf(sentence, prepared);
    if (!term) return setOpen(false);
    setRecent(withRecent(recent, sentence));
    setTyped('');
    setActive(NONE);
    setOpen(false);
    // One whole name, or a sign for "without", is what it is.
    if (term.type === 'peak' || /^[-−]/.test(sentence)) return dispatch({ type: 'addTerm', term });
    readNow(sentence).then(
      (answer) => dispatch({ type: 'say', read: answer }),
      // Words can be searched for, or fail with words of their own, even where nothing is understood.
      () => dispatch({ type: 'addTerm', term })
    );
  };
  const pick = ({ term, typed: as }: Suggestion) => (term ? add(term, as) : say(as));
  const submit = () => {
    const chosen = suggestions[active];
    if (chosen) pick(chosen);
    else say(typed.trim());
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
        else if (conditions.length > 0) {
          dispatch({ type: 'setCondition', index: conditions.length - 1 });
        }
        break;
    }
  };

  return (
    <div css={{ position: 'relative', flexGrow: 1, minInlineSize: 0 }}>
      <div
        role="search"
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
        {conditions.map((condition, index) => {
          const text = formatCondition(condition);
          const count = counts.find((one) => one.condition === text);
          return (
            <ConditionChip
              key={`${index}:${condition.kind}`}
              condition={condition}
              names={{ places: count?.names, peakName }}
              said={said[text]}
              photos={count?.alone}
              onChange={(next) => dispatch({ type: 'setCondition', index, condition: next })}
              onAsWords={() => dispatch({ type: 'takeAsWords', index })}
              onRemove={() => dispatch({ type: 'setCondition', index })}
            />
          );
        })}
        {terms.map((term, index) => (
          <TermChip
            key={term.type === 'text' ? `text:${term.text}` : `${term.type}:${term.id}`}
            term={term}
            peakName={peakName}
            onChange={(next) => dispatch({ type: 'replaceTerm', index, term: next })}
            onRemove={() => dispatch({ type: 'removeTerm', index })}
          />
        ))}
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
            terms.length + conditions.length > 0
              ? i18n.translate('peakSearch.searchBar.placeholderMore', {
                  defaultMessage: 'Add words, a peak, or “without …”',
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
          onFocus={() => setOpen(true)}
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
        {terms.length + conditions.length > 0 && (
          <EuiButtonEmpty
            size="xs"
            color="text"
            onClick={() => dispatch({ type: 'clearQuestion' })}
          >
            {i18n.translate('peakSearch.searchBar.clear', { defaultMessage: 'Clear' })}
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
    </div>
  );
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
