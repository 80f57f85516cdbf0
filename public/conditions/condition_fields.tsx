/** @jsx jsx */
/** @jsxFrag React.Fragment */
import React, { useEffect, useState } from 'react';
import { EuiCheckbox, EuiFieldText, EuiFormRow, EuiSelect, useGeneratedHtmlId } from '@elastic/eui';
import { jsx } from '@emotion/react';
import { i18n } from '@kbn/i18n';
import { conditionSchema, LIGHTS, SHAPES } from '../../common/sentence/conditions';
import type { Condition } from '../../common/sentence/conditions';
import { compassPoint } from '../photo_view/facts';
import { lightName, middleOf, shapeName } from './condition_words';

interface FieldsProps<C> {
  condition: C;
  onChange(condition: Condition): void;
}

type Of<K extends Condition['kind']> = Extract<Condition, { kind: K }>;

/** What changes a condition in place; what can't be read is not taken over. */
export function ConditionFields({ condition, onChange }: FieldsProps<Condition>) {
  const set = (changed: Record<string, unknown>) => {
    const parsed = conditionSchema.safeParse(
      Object.fromEntries(
        Object.entries({ ...condition, ...changed }).filter(([, value]) => value !== undefined)
      )
    );
    if (parsed.success) onChange(parsed.data);
  };
  switch (condition.kind) {
    case 'days':
      return <Ends type="date" from={condition.from} to={condition.to} set={set} />;
    case 'hours':
      return <Ends type="time" from={condition.from} to={condition.to} set={set} />;
    case 'season':
      return <Ends type="text" from={condition.from} to={condition.to} set={set} hint="05-31" />;
    case 'height':
      return <Bounds unit="m" min={condition.min} max={condition.max} set={set} />;
    case 'focal':
      return <Bounds unit="mm" min={condition.min} max={condition.max} set={set} />;
    case 'near':
      return (
        <Field
          label={i18n.translate('peakSearch.condition.distance', {
            defaultMessage: 'Distance (km)',
          })}
          type="number"
          value={String(condition.radiusM / 1000)}
          onCommit={(text) => set({ radiusM: Math.round(Number(text) * 1000) })}
        />
      );
    case 'light':
      return <Lights condition={condition} onChange={onChange} />;
    case 'looking':
      return <Direction condition={condition} onChange={onChange} />;
    case 'shape':
      return (
        <EuiFormRow
          label={i18n.translate('peakSearch.condition.format', { defaultMessage: 'Format' })}
        >
          <EuiSelect
            compressed
            options={SHAPES.map((shape) => ({ value: shape, text: shapeName(shape) }))}
            value={condition.shape}
            onChange={({ target }) => set({ shape: target.value })}
          />
        </EuiFormRow>
      );
    case 'camera':
    case 'file':
    case 'folder':
    case 'album':
      return (
        <Field
          label={i18n.translate('peakSearch.condition.name', { defaultMessage: 'Name' })}
          type="text"
          value={condition.name}
          onCommit={(name) => set({ name })}
        />
      );
    case 'place':
      return (
        <Field
          label={i18n.translate('peakSearch.condition.widen', {
            defaultMessage: 'Within this distance instead (km)',
          })}
          type="number"
          value=""
          onCommit={(text) => {
            const radiusM = Math.round(Number(text) * 1000);
            const near = { kind: 'near', id: condition.id, radiusM, not: condition.not };
            const parsed = conditionSchema.safeParse(near);
            if (parsed.success) onChange(parsed.data);
          }}
        />
      );
    case 'rating':
      return (
        <Bounds
          unit={i18n.translate('peakSearch.condition.stars', { defaultMessage: 'stars' })}
          min={condition.min}
          max={condition.max}
          set={set}
        />
      );
    case 'between':
    case 'peak':
    case 'locality':
    case 'region':
    case 'country':
    case 'model':
      return null;
  }
}

interface FieldProps {
  label: string;
  type: 'text' | 'number' | 'date' | 'time';
  value: string;
  hint?: string;
  /** Called with Enter or when the field is left, if its text changed. */
  onCommit(text: string): void;
}

/** A field that takes over when it is done with: each search that a half-typed number would start is a wrong one. */
function Field({ label, type, value, hint, onCommit }: FieldProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const commit = () => {
    if (text !== value) onCommit(text);
  };
  return (
    <EuiFormRow label={label} css={{ marginBlockEnd: 8 }}>
      <EuiFieldText
        compressed
        type={type as 'text'}
        value={text}
        placeholder={hint}
        onChange={({ target }) => setText(target.value)}
        onBlur={commit}
        onKeyDown={({ key }) => key === 'Enter' && commit()}
      />
    </EuiFormRow>
  );
}

function Ends(props: {
  type: 'date' | 'time' | 'text';
  from?: string;
  to?: string;
  hint?: string;
  set(changed: { from?: string; to?: string }): void;
}) {
  const { type, from = '', to = '', hint, set } = props;
  return (
    <>
      <Field
        label={i18n.translate('peakSearch.condition.from', { defaultMessage: 'From' })}
        {...{ type, hint }}
        value={from}
        onCommit={(text) => set({ from: text || undefined })}
      />
      <Field
        label={i18n.translate('peakSearch.condition.to', { defaultMessage: 'To' })}
        {...{ type, hint }}
        value={to}
        onCommit={(text) => set({ to: text || undefined })}
      />
    </>
  );
}

function Bounds(props: {
  unit: string;
  min?: number;
  max?: number;
  set(changed: { min?: number; max?: number }): void;
}) {
  const { unit, min, max, set } = props;
  const read = (text: string) => (text.trim() === '' ? undefined : Number(text));
  return (
    <>
      <Field
        label={i18n.translate('peakSearch.condition.min', {
          defaultMessage: 'At least ({unit})',
          values: { unit },
        })}
        type="number"
        value={min === undefined ? '' : String(min)}
        onCommit={(text) => set({ min: read(text) })}
      />
      <Field
        label={i18n.translate('peakSearch.condition.max', {
          defaultMessage: 'At most ({unit})',
          values: { unit },
        })}
        type="number"
        value={max === undefined ? '' : String(max)}
        onCommit={(text) => set({ max: read(text) })}
      />
    </>
  );
}

function Lights({ condition, onChange }: FieldsProps<Of<'light'>>) {
  const id = useGeneratedHtmlId();
  const { any } = condition;
  return (
    <div css={{ marginBlockEnd: 8 }}>
      {LIGHTS.map((light) => (
        <EuiCheckbox
          key={light}
          id={`${id}-${light}`}
          label={lightName(light)}
          checked={any.includes(light)}
          // The last one can't be unticked: no light at all is no condition.
          disabled={any.length === 1 && any[0] === light}
          onChange={({ target }) =>
            onChange({
              ...condition,
              any: target.checked ? [...any, light] : any.filter((other) => other !== light),
            })
          }
        />
      ))}
    </div>
  );
}

/** Half the width of the directions to choose from, degrees: each meets the next. */
const HALF_DEG = 45;

function Direction({ condition, onChange }: FieldsProps<Of<'looking'>>) {
  const middle = Math.round(middleOf(condition) / 45) % 8;
  return (
    <EuiFormRow
      label={i18n.translate('peakSearch.condition.direction', { defaultMessage: 'Direction' })}
    >
      <EuiSelect
        compressed
        options={Array.from({ length: 8 }, (_, i) => ({
          value: String(i),
          text: compassPoint(45 * i),
        }))}
        value={String(middle)}
        onChange={({ target }) => {
          const bearing = 45 * Number(target.value);
          onChange({
            ...condition,
            from: (bearing - HALF_DEG + 360) % 360,
            to: (bearing + HALF_DEG) % 360,
          });
        }}
      />
    </EuiFormRow>
  );
}
