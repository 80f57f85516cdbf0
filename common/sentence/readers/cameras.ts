import type { Condition } from '../conditions';
import { phraseSet, Phrases } from '../phrases';
import type { Reading, Sentence } from './reading';

const CAMERAS = new Phrases<string>(
  [
    'iPhone',
    'iPad',
    'Nikon',
    'Canon',
    'Sony',
    'Fujifilm',
    'Panasonic',
    'Lumix',
    'Leica',
    'Pentax',
    'GoPro',
    'DJI',
    'Samsung',
    'Hasselblad',
    'Ricoh',
    'Sigma',
    'Huawei',
    'Xiaomi',
    'OnePlus',
    'Motorola',
    'Nokia',
    'Kodak',
    'Minolta',
    'Contax',
    'Mamiya',
    'Insta360',
    'Google Pixel',
    'Olympus OM-D',
    'OM System',
  ].map((name) => [name, name] as const)
);
/** Mountains, stars and words until "shot on" says otherwise. */
const UNSURE_CAMERAS = new Phrases<string>([
  ['Fuji', 'fuji'],
  ['Olympus', 'olympus'],
  ['Pixel', 'pixel'],
  ['Galaxy', 'galaxy'],
  ['Apple', 'apple'],
]);
const LEAD = phraseSet(
  'shot on|shot on an|shot on a|shot on my|shot with|shot with a|shot with an|shot with my|shot with the|taken with|taken with a|taken with an|taken with my|taken with the|taken on|taken on a|taken on an|taken on my|from my|on my|with my|mit der|mit dem|mit einer|mit einem|mit meiner|mit meinem|aufgenommen mit|fotografiert mit|prise avec|prises avec|prise au|pris avec|avec un|avec mon|avec le|au|à l|tomada con|tomadas con|hecha con|hechas con|con mi|con una|con un|con la|con el|scattata con|scattate con|fatta con|fatte con|con il mio|con la mia|con l|caméra|camera|kamera'
);
const WEAK_LEAD = phraseSet(
  'with|with a|with an|with the|on|on a|on an|from|from a|by|mit|avec|con|an|a|the|au|à l'
);
const TRAIL = phraseSet(
  'camera|cameras|phone|kamera|caméra|appareil|cámara|fotocamera|photos|shots|pictures'
);

/** "shot on an iPhone 15 Pro", "Nikon Z6", "mit der Leica": a make, and the model that follows it. */
export function readCamera({ tokens }: Sentence, i: number): Reading | undefined {
  const sureLead = LEAD.skip(tokens, i);
  const lead = sureLead || WEAK_LEAD.skip(tokens, i);
  const at = i + lead;
  const camera = CAMERAS.at(tokens, at) ?? (sureLead ? UNSURE_CAMERAS.at(tokens, at) : undefined);
  if (!camera) return undefined;
  let end = at + camera.length;
  const name = [camera.meaning];
  // "Z6", "EOS R5", "15 Pro", "7": what a model is called has a digit, or stands between such.
  while (name.length < 4 && end < tokens.length && !tokens[end].afterBreak) {
    const size = modelWordAt(tokens, end);
    if (!size) break;
    name.push(
      tokens
        .slice(end, end + size)
        .map(({ text }) => text)
        .join('')
    );
    end += size;
  }
  const trail = tokens[end]?.afterBreak ? 0 : TRAIL.skip(tokens, end);
  const condition: Condition = { kind: 'camera', name: name.join(' ') };
  return { conditions: [condition], length: end + trail - i };
}

const MODEL_WORD =
  /^(?:pro|max|plus|mini|ultra|mark|mk|ii|iii|iv|eos|alpha|hero|mavic|air|coolpix|powershot|lumix|galaxy)$/;

function modelWordAt(tokens: Sentence['tokens'], i: number): number {
  const token = tokens[i];
  const next = tokens[i + 1];
  if (MODEL_WORD.test(token.text)) return 1;
  // A letter or two run together with a number: Z6, R5, D850, a7.
  if (token.kind === 'word' && token.text.length <= 3 && next?.kind === 'number' && next.joined) {
    return tokens[i + 2]?.kind === 'word' && tokens[i + 2].joined && tokens[i + 2].text.length <= 2
      ? 3
      : 2;
  }
  // As Nikon writes it: "Z 6".
  const spaced = /^[a-z]$/.test(token.text) && next?.kind === 'number' && !next.afterBreak;
  if (spaced && next.value! < 100 && !/^(?:mm|m|am|pm)$/.test(tokens[i + 2]?.text ?? '')) return 2;
  const counts = token.kind === 'number' && token.value! < 100 && !next?.joined;
  const unit = next && !next.afterBreak && /^(?:mm|m|am|pm|uhr|photos|km)$/.test(next.text);
  return counts && !unit ? 1 : 0;
}

/** Ranges of focal lengths on 35 mm film as photographers name them, in millimeters. */
const LENSES = new Phrases<{ min?: number; max?: number }>([
  [
    { max: 21 },
    'ultra wide|ultrawide|ultra wide angle|ultra wide lens|ultraweitwinkel|ultra grand angle|ultra gran angular|ultragrandangolo|超广角',
  ],
  [
    { max: 35 },
    'wide angle|wide angle lens|wide lens|weitwinkel|weitwinkelobjektiv|grand angle|gran angular|grandangolo|grandangolare|广角',
  ],
  [
    { min: 70 },
    'telephoto|telephoto lens|tele|tele lens|long lens|teleobjektiv|téléobjectif|teleobjetivo|teleobiettivo|टेलिफोटो|टेलीफोटो|长焦',
  ],
  [{ min: 300 }, 'super telephoto|supertele|super tele'],
]);
const LENS_LEAD = phraseSet(
  'with a|with the|with|through a|shot with a|taken with a|on a|a|mit|mit dem|mit einem|im|au|avec un|avec le|con|con un|con il|con el|col|at'
);
const MM = phraseSet(
  'mm|millimeter|millimeters|millimetre|millimetres|millimètres|milímetros|millimetri|मिमी|毫米'
);
const SIDE = new Phrases<'above' | 'below'>([
  [
    'above',
    'above|over|longer than|more than|at least|über|länger als|mindestens|ab|plus de|au moins|más de|oltre|più di',
  ],
  [
    'below',
    'below|under|shorter than|wider than|less than|at most|unter|kürzer als|höchstens|moins de|menos de|meno di|sotto',
  ],
]);
const RANGE_LEAD = phraseSet('between|from|zwischen|von|entre|de|tra|fra|da');
const RANGE_LINK = phraseSet('-|and|to|und|bis|et|à|y|a|e');
const LENS = phraseSet(
  'lens|lenses|equivalent|objektiv|brennweite|objectif|objetivo|obiettivo|focal length'
);
/** A reel of film, a depth of rain: millimeters of something else. */
const OTHER_MM = /^(?:film|of|hail|rain|snow|rope|screw|ice)$/;
/** Focal lengths are told rounded, and a phone's 25.6 mm is called 26. */
const ROUNDED_MM = 1;

/** "telephoto", "wide angle", "24 mm", "70-200mm", "over 200 mm". */
export function readLens({ tokens }: Sentence, i: number): Reading | undefined {
  const lead = LENS_LEAD.skip(tokens, i);
  for (const skipped of lead ? [lead, 0] : [0]) {
    const named = LENSES.at(tokens, i + skipped);
    if (named) {
      const end = i + skipped + named.length;
      const trail = tokens[end]?.afterBreak
        ? 0
        : LENS.skip(tokens, end) ||
          (/^(?:shot|shots|photos)$/.test(tokens[end]?.text ?? '') ? 1 : 0);
      return focal(named.meaning, skipped + named.length + trail);
    }
  }
  const side = SIDE.at(tokens, i);
  const at = i + (side?.length ?? (lead || RANGE_LEAD.skip(tokens, i)));
  const first = tokens[at]?.kind === 'number' ? tokens[at].value! : undefined;
  if (first === undefined || first < 5 || first > 2000) return undefined;
  const ranged = RANGE_LINK.skip(tokens, at + 1);
  const last = ranged ? (tokens[at + 1 + ranged]?.value ?? 0) : first;
  const end = at + 1 + (ranged ? ranged + 1 : 0);
  const unit = tokens[end]?.afterBreak ? 0 : MM.skip(tokens, end);
  const next = tokens[end + unit];
  if (!unit || last < first || (next && !next.afterBreak && OTHER_MM.test(next.text)))
    return undefined;
  const trail = next?.afterBreak ? 0 : LENS.skip(tokens, end + unit);
  const length = end + unit + trail - i;
  if (side?.meaning === 'above') return focal({ min: first }, length);
  if (side?.meaning === 'below') return focal({ max: first }, length);
  return focal({ min: first - ROUNDED_MM, max: last + ROUNDED_MM }, length);
}

const focal = (bounds: { min?: number; max?: number }, length: number): Reading => {
  const condition: Condition = { kind: 'focal', ...bounds };
  return { conditions: [condition], length };
};
