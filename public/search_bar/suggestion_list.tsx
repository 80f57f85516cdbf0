/** @jsx jsx */
import { type ReactNode } from 'react';
import { EuiIcon, EuiPanel, EuiText, useEuiTheme } from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import type { Suggestion } from './suggestions';

export interface SuggestionListProps {
  id: string;
  suggestions: readonly Suggestion[];
  active: number;
  /** Stands above the list. */
  header?: ReactNode;
  onPick(suggestion: Suggestion): void;
}

/** Id of the option's element, for `aria-activedescendant`. */
export const optionId = (listId: string, index: number) => `${listId}-${index}`;

export function SuggestionList({ id, suggestions, active, header, onPick }: SuggestionListProps) {
  const { euiTheme } = useEuiTheme();
  const groups = [...new Set(suggestions.map(({ group }) => group))];
  return (
    <EuiPanel
      paddingSize="s"
      hasShadow
      css={{
        position: 'absolute',
        insetBlockStart: '100%',
        insetInlineStart: 0,
        inlineSize: 'min(100%, 640px)',
        marginBlockStart: euiTheme.size.xs,
        zIndex: euiTheme.levels.menu,
        maxBlockSize: '60vh',
        overflowY: 'auto',
      }}
    >
      {header}
      <div
        role="listbox"
        id={id}
        aria-label={i18n.translate('peakSearch.searchBar.suggestions', {
          defaultMessage: 'Suggestions',
        })}
      >
        {groups.map((group, g) => (
          <div role="group" key={group} aria-labelledby={`${id}-group-${g}`}>
            <EuiText
              size="xs"
              color="subdued"
              id={`${id}-group-${g}`}
              css={{ padding: `${euiTheme.size.xs} ${euiTheme.size.s}` }}
            >
              {group}
            </EuiText>
            {suggestions.map(
              (suggestion, index) =>
                suggestion.group === group && (
                  <div
                    key={suggestion.key}
                    role="option"
                    id={optionId(id, index)}
                    aria-selected={index === active}
                    // Before the field loses the focus, which would close the list under the pointer.
                    onMouseDown={(event) => {
                      event.preventDefault();
                      onPick(suggestion);
                    }}
                    css={{
                      display: 'flex',
                      gap: euiTheme.size.s,
                      alignItems: 'center',
                      padding: euiTheme.size.s,
                      borderRadius: euiTheme.border.radius.medium,
                      cursor: 'pointer',
                      background:
                        index === active
                          ? euiTheme.colors.backgroundBaseInteractiveSelect
                          : undefined,
                      '&:hover': { background: euiTheme.colors.backgroundBaseInteractiveHover },
                    }}
                  >
                    <EuiIcon type={suggestion.icon} color="subdued" aria-hidden />
                    <span dir="auto">{suggestion.label}</span>
                    {suggestion.detail && (
                      <EuiText size="s" color="subdued" component="span" dir="auto">
                        {suggestion.detail}
                      </EuiText>
                    )}
                  </div>
                )
            )}
          </div>
        ))}
      </div>
    </EuiPanel>
  );
}
