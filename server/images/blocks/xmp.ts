import { DOMParser } from '@xmldom/xmldom';

/** Properties of an XMP packet by their usual prefix and name ("exif:GPSLatitude"); lists have several values. */
export type XmpProperties = ReadonlyMap<string, readonly string[]>;

const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';

/** Namespaces that are read, by the prefix that everybody gives them; a packet may give them another. */
const PREFIXES: Readonly<Record<string, string>> = {
  'http://ns.adobe.com/exif/1.0/': 'exif',
  'http://cipa.jp/exif/1.0/': 'exifEX',
  'http://ns.adobe.com/exif/1.0/aux/': 'aux',
  'http://ns.adobe.com/tiff/1.0/': 'tiff',
  'http://ns.adobe.com/xap/1.0/': 'xmp',
  'http://purl.org/dc/elements/1.1/': 'dc',
  'http://ns.adobe.com/photoshop/1.0/': 'photoshop',
  'http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/': 'Iptc4xmpCore',
  'http://ns.google.com/photos/1.0/panorama/': 'GPano',
  'http://www.digikam.org/ns/1.0/': 'digiKam',
};

/** Lightroom's packets with long histories of edits have 200 KB. */
const MAX_PACKET_CHARACTERS = 4 * 1024 * 1024;
const MAX_VALUES = 1000;

/**
 * Reads the simple values and lists of an XMP packet (ISO 16684-1); structures are left out. Packets that are no whole
 * XML have no properties; never throws.
 */
export function readXmp(packet: string | undefined): XmpProperties {
  const properties = new Map<string, string[]>();
  if (packet === undefined || packet.length > MAX_PACKET_CHARACTERS) return properties;
  // Only the RDF: what stands around it is padding, and is not well-formed in the packets of some writers. Prefixes that
  // were declared around it get their usual meaning.
  const [rdf] = /<(\w+):RDF[\s>][\s\S]*<\/\1:RDF\s*>/.exec(packet) ?? [];
  if (rdf === undefined) return properties;
  const declared = Object.entries({ ...PREFIXES, [RDF]: 'rdf' })
    .map(([namespace, prefix]) => `xmlns:${prefix}="${namespace}"`)
    .join(' ');
  try {
    const document = new DOMParser({ onError: refuse }).parseFromString(
      `<packet ${declared}>${rdf}</packet>`,
      'text/xml'
    );
    for (const description of Array.from(document.getElementsByTagNameNS(RDF, 'Description'))) {
      // Not those inside a property: they are structures.
      if (description.parentNode?.localName === 'RDF') readDescription(description, properties);
    }
  } catch {
    return new Map();
  }
  return properties;
}

type XmlElement = ReturnType<
  ReturnType<DOMParser['parseFromString']>['getElementsByTagNameNS']
>[number];

function refuse(level: string, message: string): void {
  if (level !== 'warning') throw new Error(message);
}

function readDescription(description: XmlElement, properties: Map<string, string[]>): void {
  const add = (namespace: string | null, name: string | null, values: string[]): void => {
    const prefix = PREFIXES[namespace ?? ''];
    const key = `${prefix}:${name}`;
    if (prefix === undefined || values.length === 0 || properties.has(key)) return;
    properties.set(key, values.slice(0, MAX_VALUES));
  };
  for (const { namespaceURI, localName, value } of Array.from(description.attributes)) {
    add(namespaceURI, localName, [value]);
  }
  for (const node of Array.from(description.childNodes)) {
    if (isElement(node)) add(node.namespaceURI, node.localName, valuesOf(node));
  }
}

/** Of a list its items, of alternatives in several languages the default first; else the text. */
function valuesOf(property: XmlElement): string[] {
  const children = Array.from(property.childNodes).filter(isElement);
  if (children.length === 0) return [property.textContent ?? ''];
  const items = children
    .filter(({ localName }) => ['Bag', 'Seq', 'Alt'].includes(localName ?? ''))
    .flatMap((list) => Array.from(list.childNodes).filter(isElement));
  const isDefault = (item: XmlElement) => item.getAttribute('xml:lang') === 'x-default';
  return [...items.filter(isDefault), ...items.filter((item) => !isDefault(item))].map(
    (item) => item.textContent ?? ''
  );
}

function isElement(node: { nodeType: number }): node is XmlElement {
  return node.nodeType === 1;
}
