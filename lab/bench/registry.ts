/** `sections/<name>.ts` exports its `run`. */
export interface SectionEntry {
  name: string;
  title: string;
  /** After this a section is ended and counts as failed; minutes for quick, normal, full. */
  limitMinutes: { quick: number; normal: number; full: number };
  /** Whether it measures with weights of SigLIP-2 base's shape where they can be had. */
  needsBaseModel?: boolean;
}

/** In the order they run: what needs most quiet first. */
export const SECTIONS: readonly SectionEntry[] = [
  {
    name: 'kibana_awake',
    title: 'Kibana stays awake',
    needsBaseModel: true,
    limitMinutes: { quick: 4, normal: 8, full: 15 },
  },
  {
    name: 'text',
    title: 'Text: cold start, first query, repeated query',
    needsBaseModel: true,
    limitMinutes: { quick: 6, normal: 8, full: 8 },
  },
  {
    name: 'ingest',
    title: 'Ingest, beside plain Python and transformers.js',
    needsBaseModel: true,
    limitMinutes: { quick: 10, normal: 30, full: 120 },
  },
  {
    name: 'variants',
    title: 'Precisions of the model: size, speed, recall',
    needsBaseModel: true,
    limitMinutes: { quick: 3, normal: 15, full: 25 },
  },
  {
    name: 'heic',
    title: 'HEIC decoders',
    needsBaseModel: true,
    limitMinutes: { quick: 6, normal: 12, full: 30 },
  },
  {
    name: 'elasticsearch',
    title: 'Elasticsearch: index kinds, recall, latency',
    limitMinutes: { quick: 5, normal: 25, full: 180 },
  },
  {
    name: 'searchers',
    title: 'Fifty searchers at once',
    limitMinutes: { quick: 4, normal: 6, full: 6 },
  },
  {
    name: 'app',
    title: 'The app in a browser',
    limitMinutes: { quick: 5, normal: 8, full: 10 },
  },
  {
    name: 'gpu',
    title: 'Execution providers other than the CPU',
    limitMinutes: { quick: 3, normal: 5, full: 10 },
  },
];
