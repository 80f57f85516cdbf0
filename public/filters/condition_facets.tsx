/** @jsx jsx */
/** @jsxFrag React.Fragment */
import React, { useEffect, useState } from 'react';
import {
  EuiAccordion,
  EuiButtonEmpty,
  EuiCheckbox,
  EuiSpacer,
  useGeneratedHtmlId,
} from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import type { Condition, ConditionKind } from '../../common/sentence/conditions';
import type { ConditionFacet, FacetValue } from './facet_choice';
import { facetValues, isNarrowed, tellingKinds, toggled, withoutKind } from './facet_choice';
import { facetTitle, facetValueLabel } from './facet_words';
import { counted, FilterSection } from './filter_section';

export interface ConditionFacetsProps {
  facets: readonly ConditionFacet[];
  /** Photos that the filters admit. */
  total: number;
  /** Whether any filter narrows the search. */
  filtered: boolean;
  conditions: readonly Condition[];
  onChange(conditions: Condition[]): void;
}

/** When, where, how high, in what light, and with what photos were taken: what tells them apart first, the rest below "More". */
export function ConditionFacets(props: ConditionFacetsProps) {
  const { conditions, onChange } = props;
  const id = useGeneratedHtmlId();
  const telling = useTellingKinds(props);
  const all = facetValues(props.facets, conditions);
  const first = all.filter(({ kind }) => telling.includes(kind) || isNarrowed(kind, conditions));
  const rest = all.filter((facet) => !first.includes(facet));
  const facet = ({ kind, values }: (typeof all)[number]) => (
    <Facet key={kind} {...{ kind, values, conditions, onChange }} />
  );
  return (
    <>
      {first.map(facet)}
      {rest.length > 0 && (
        <EuiAccordion
          id={id}
          buttonContent={i18n.translate('peakSearch.filters.more', {
            defaultMessage: 'More filters',
          })}
          data-test-subj="peakSearchMoreFilters"
          paddingSize="none"
        >
          <EuiSpacer size="s" />
          {rest.map(facet)}
        </EuiAccordion>
      )}
    </>
  );
}

/** Judged by the library as a whole, so that choosing a value moves no facet away from under the pointer. */
function useTellingKinds({
  facets,
  total,
  filtered,
}: Pick<ConditionFacetsProps, 'facets' | 'total' | 'filtered'>): readonly ConditionKind[] {
  const [judged, setJudged] = useState<{ whole: boolean; kinds: ConditionKind[] }>();
  useEffect(() => {
    if (facets.length === 0) return;
    setJudged((before) =>
      before === undefined || !filtered
        ? { whole: !filtered, kinds: tellingKinds(facets, total) }
        : before
    );
  }, [facets, total, filtered]);
  return judged?.kinds ?? [];
}

/** Values that are shown before "Show all". */
const FIRST_VALUES = 6;

function Facet(props: {
  kind: ConditionKind;
  values: readonly FacetValue[];
  conditions: readonly Condition[];
  onChange(conditions: Condition[]): void;
}) {
  const { kind, values, conditions, onChange } = props;
  const id = useGeneratedHtmlId();
  const [open, setOpen] = useState(false);
  const shown = values.filter(({ chosen }, i) => open || chosen || i < FIRST_VALUES);
  const title = facetTitle(kind);
  return (
    <FilterSection
      title={title}
      onClear={
        isNarrowed(kind, conditions) ? () => onChange(withoutKind(kind, conditions)) : undefined
      }
    >
      <div role="group" aria-label={title} data-test-subj={`peakSearchFacet-${kind}`}>
        {shown.map(({ condition, key, count, chosen }) => (
          <EuiCheckbox
            key={key}
            id={`${id}-${key}`}
            label={<span dir="auto">{counted(facetValueLabel(condition), count)}</span>}
            checked={chosen}
            onChange={() => onChange(toggled(condition, conditions))}
          />
        ))}
        {values.length > FIRST_VALUES && (
          <EuiButtonEmpty size="xs" flush="left" onClick={() => setOpen(!open)}>
            {open
              ? i18n.translate('peakSearch.filters.showFewer', {
                  defaultMessage: 'Show fewer: {filter}',
                  values: { filter: title },
                })
              : i18n.translate('peakSearch.filters.showAll', {
                  defaultMessage: 'Show all {count}: {filter}',
                  values: { filter: title, count: values.length },
                })}
          </EuiButtonEmpty>
        )}
      </div>
    </FilterSection>
  );
}
