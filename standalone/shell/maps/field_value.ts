import type { DataView, FieldFormat } from '../../../common/maps/data_views';

/** A value of a tooltip: text, or a link. */
export interface ShownValue {
  text: string;
  href?: string;
}

/** A line of a tooltip. */
export interface TooltipLine {
  label: string;
  values: ShownValue[];
}

/** A feature's tooltip, as Maps shows it: the layer's fields in order, in the words and formats of the data view. */
export function tooltipLines(
  properties: Record<string, unknown>,
  fields: readonly string[],
  view: DataView,
  basePath: string
): TooltipLine[] {
  return fields.map((name) => ({
    label: view.fieldLabels[name] ?? name,
    values: [properties[name]]
      .flat()
      .filter((value) => value !== undefined && value !== null)
      .map((value) => shown(String(value), view.fieldFormats[name], basePath)),
  }));
}

function shown(value: string, format: FieldFormat | undefined, basePath: string): ShownValue {
  if (format?.id === 'url') {
    const { urlTemplate, labelTemplate } = format.params;
    return {
      text: fill(labelTemplate, { value, rawValue: value }),
      // Kibana's UrlFormat puts this before an address that begins with '..'.
      href: `${basePath}/app/${fill(urlTemplate, { value: encodeURIComponent(value), rawValue: value })}`,
    };
  }
  if (format?.id === 'number') return { text: Math.round(Number(value)).toLocaleString('en') };
  return { text: /^\d{4}-\d\d-\d\dT/.test(value) ? new Date(value).toLocaleString() : value };
}

const fill = (template: string, values: Record<string, string>) =>
  template.replace(/{{\s*(\w+)\s*}}/g, (_whole, name: string) => values[name] ?? '');
