/** @jsx jsx */
import { useState } from 'react';
import {
  EuiBadge,
  EuiButtonEmpty,
  EuiButtonGroup,
  EuiFieldText,
  EuiFormRow,
  EuiPopover,
  EuiRange,
  EuiSpacer,
  useEuiTheme,
  useGeneratedHtmlId,
} from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import type { QueryTerm } from '../../common/search_api';
import { useAppServices } from '../services/app_services';
import { withoutLabel } from './suggestions';

/** Weights that a slider offers; the API takes up to ±2. */
const WEIGHT = { min: 0.25, max: 2, step: 0.25 };

/** What a term is called, without its weight. */
export function termLabel(term: QueryTerm, peakName: (id: string) => string): string {
  switch (term.type) {
    case 'text':
      return term.text;
    case 'peak':
      return peakName(term.id);
    case 'photo':
      return i18n.translate('peakSearch.term.likeThisPhoto', { defaultMessage: 'like this photo' });
  }
}

export interface TermChipProps {
  term: QueryTerm;
  peakName(id: string): string;
  onChange(term: QueryTerm): void;
  onRemove(): void;
}

/** One term of the search: a click opens its weight and "without", the cross takes it away. */
export function TermChip({ term, peakName, onChange, onRemove }: TermChipProps) {
  const { api } = useAppServices();
  const { euiTheme } = useEuiTheme();
  const [open, setOpen] = useState(false);
  const label = termLabel(term, peakName);
  const shown = term.weight < 0 ? withoutLabel(label) : label;
  const strength = Math.abs(term.weight);

  const badge = (
    <EuiBadge
      color={term.weight < 0 ? 'warning' : term.type === 'peak' ? 'primary' : 'hollow'}
      iconType="cross"
      iconSide="right"
      iconOnClick={onRemove}
      iconOnClickAriaLabel={i18n.translate('peakSearch.term.remove', {
        defaultMessage: 'Remove “{label}” from the search',
        values: { label: shown },
      })}
      onClick={() => setOpen(!open)}
      onClickAriaLabel={i18n.translate('peakSearch.term.change', {
        defaultMessage: 'Change “{label}”',
        values: { label: shown },
      })}
      css={{
        maxInlineSize: 260,
        fontSize: 14,
        lineHeight: '26px',
        borderRadius: euiTheme.border.radius.medium,
      }}
    >
      {term.type === 'photo' && (
        <img
          src={api.thumbnailUrl(term.id)}
          alt=""
          css={{
            inlineSize: 28,
            blockSize: 20,
            objectFit: 'cover',
            borderRadius: 2,
            marginInlineEnd: 6,
            verticalAlign: 'middle',
          }}
        />
      )}
      <span dir="auto">{shown}</span>
      {strength !== 1 && ` ×${strength}`}
    </EuiBadge>
  );

  return (
    <EuiPopover
      button={badge}
      isOpen={open}
      closePopover={() => setOpen(false)}
      anchorPosition="downLeft"
      panelPaddingSize="m"
      aria-label={i18n.translate('peakSearch.term.settings', {
        defaultMessage: 'How “{label}” counts',
        values: { label },
      })}
    >
      <TermSettings term={term} onChange={onChange} onRemove={onRemove} />
    </EuiPopover>
  );
}

function TermSettings({
  term,
  onChange,
  onRemove,
}: Pick<TermChipProps, 'term' | 'onChange' | 'onRemove'>) {
  const id = useGeneratedHtmlId();
  const [words, setWords] = useState(term.type === 'text' ? term.text : '');
  const sign = term.weight < 0 ? -1 : 1;
  const strength = Math.abs(term.weight);
  return (
    <div css={{ inlineSize: 240 }}>
      {term.type === 'text' && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const text = words.trim();
            if (text !== '') onChange({ ...term, text });
          }}
        >
          <EuiFormRow label={i18n.translate('peakSearch.term.words', { defaultMessage: 'Words' })}>
            <EuiFieldText
              compressed
              dir="auto"
              maxLength={500}
              value={words}
              onChange={({ target }) => setWords(target.value)}
              data-test-subj="peakSearchTermWords"
            />
          </EuiFormRow>
          <EuiSpacer size="m" />
        </form>
      )}
      <EuiButtonGroup
        legend={i18n.translate('peakSearch.term.withOrWithout', {
          defaultMessage: 'With or without',
        })}
        isFullWidth
        buttonSize="compressed"
        options={[
          {
            id: `${id}1`,
            label: i18n.translate('peakSearch.term.with', { defaultMessage: 'With' }),
          },
          {
            id: `${id}-1`,
            label: i18n.translate('peakSearch.term.withoutChoice', { defaultMessage: 'Without' }),
          },
        ]}
        idSelected={`${id}${sign}`}
        onChange={(chosen) =>
          onChange({ ...term, weight: chosen.endsWith('-1') ? -strength : strength })
        }
      />
      <EuiSpacer size="m" />
      <EuiFormRow label={i18n.translate('peakSearch.term.weight', { defaultMessage: 'Weight' })}>
        <EuiRange
          {...WEIGHT}
          value={Math.max(WEIGHT.min, strength)}
          showValue
          compressed
          onChange={({ currentTarget }) =>
            onChange({ ...term, weight: sign * Number(currentTarget.value) })
          }
        />
      </EuiFormRow>
      <EuiSpacer size="s" />
      <EuiButtonEmpty size="s" color="danger" iconType="cross" flush="left" onClick={onRemove}>
        {i18n.translate('peakSearch.term.removeShort', {
          defaultMessage: 'Remove from the search',
        })}
      </EuiButtonEmpty>
    </div>
  );
}
