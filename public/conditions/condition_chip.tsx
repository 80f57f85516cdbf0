/** @jsx jsx */
import { useState } from 'react';
import {
  EuiBadge,
  EuiButtonEmpty,
  EuiPopover,
  EuiSpacer,
  EuiSwitch,
  useEuiTheme,
} from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import type { Condition } from '../../common/sentence/conditions';
import { ConditionFields } from './condition_fields';
import { conditionWords } from './condition_words';
import type { ConditionNames } from './condition_words';

export interface ConditionChipProps {
  condition: Condition;
  names: ConditionNames;
  /** The words that said it; absent where it was chosen from the filters. */
  said?: string;
  /** Photos that satisfy it, other conditions apart; absent until they are counted. */
  photos?: number;
  onChange(condition: Condition): void;
  onAsWords(): void;
  onRemove(): void;
}

/** One condition of the search: says what it does and how many photos it leaves; a click opens what changes it. */
export function ConditionChip(props: ConditionChipProps) {
  const { condition, names, said, photos, onRemove, onAsWords } = props;
  const { euiTheme } = useEuiTheme();
  const [open, setOpen] = useState(false);
  const words = conditionWords(condition, names);
  const counted = photos === undefined ? '' : photosLabel(photos);
  const close = (then: () => void) => () => {
    setOpen(false);
    then();
  };

  const badge = (
    <EuiBadge
      color={condition.not ? 'warning' : 'accent'}
      iconType="cross"
      iconSide="right"
      iconOnClick={onRemove}
      iconOnClickAriaLabel={i18n.translate('peakSearch.condition.remove', {
        defaultMessage: 'Remove the condition “{words}”',
        values: { words },
      })}
      onClick={() => setOpen(!open)}
      onClickAriaLabel={i18n.translate('peakSearch.condition.change', {
        defaultMessage: 'Change the condition “{words}”: {counted}',
        values: { words, counted },
      })}
      data-test-subj="peakSearchCondition"
      css={{
        maxInlineSize: '100%',
        fontSize: 14,
        lineHeight: '26px',
        borderRadius: euiTheme.border.radius.medium,
      }}
    >
      <span dir="auto">{words}</span>
      {counted !== '' && <strong> · {counted}</strong>}
    </EuiBadge>
  );

  return (
    <EuiPopover
      button={badge}
      isOpen={open}
      closePopover={() => setOpen(false)}
      anchorPosition="downLeft"
      panelPaddingSize="m"
      aria-label={i18n.translate('peakSearch.condition.settings', {
        defaultMessage: 'Condition “{words}”',
        values: { words },
      })}
    >
      <div css={{ inlineSize: 260 }}>
        <ConditionFields condition={condition} onChange={props.onChange} />
        <EuiSwitch
          compressed
          label={i18n.translate('peakSearch.condition.exclude', {
            defaultMessage: 'Exclude these photos',
          })}
          checked={condition.not === true}
          onChange={({ target }) => {
            const { not: _, ...positive } = condition;
            props.onChange(target.checked ? { ...condition, not: true } : (positive as Condition));
          }}
        />
        <EuiSpacer size="s" />
        {said !== undefined && (
          <EuiButtonEmpty
            size="s"
            flush="left"
            iconType="search"
            onClick={close(onAsWords)}
            data-test-subj="peakSearchAsWords"
          >
            {i18n.translate('peakSearch.condition.asWords', {
              defaultMessage: 'Search for the words “{words}” instead',
              values: { words: said },
            })}
          </EuiButtonEmpty>
        )}
        <EuiButtonEmpty
          size="s"
          color="danger"
          iconType="cross"
          flush="left"
          onClick={close(onRemove)}
        >
          {i18n.translate('peakSearch.condition.removeShort', {
            defaultMessage: 'Remove this condition',
          })}
        </EuiButtonEmpty>
      </div>
    </EuiPopover>
  );
}

export const photosLabel = (count: number) =>
  i18n.translate('peakSearch.condition.photos', {
    defaultMessage: '{count, plural, one {{shown} photo} other {{shown} photos}}',
    values: { count, shown: count.toLocaleString(i18n.getLocale()) },
  });
