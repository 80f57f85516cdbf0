import type { Shape } from '../conditions';
import { phraseSet, Phrases } from '../phrases';
import type { Reading, Sentence } from './reading';
import { beginsAt, endsAt } from './reading';

const FILE_LEAD = phraseSet(
  'file|the file|file name|filename|datei|die datei|fichier|le fichier|archivo|el archivo|file name|फाइल|फ़ाइल|文件'
);
const FOLDER = phraseSet(
  'folder|in folder|in the folder|from the folder|from folder|directory|in the directory|ordner|im ordner|aus dem ordner|verzeichnis|im verzeichnis|dossier|dans le dossier|du dossier|répertoire|dans le répertoire|carpeta|en la carpeta|de la carpeta|cartella|nella cartella|dalla cartella|फोल्डर|文件夹'
);
const ALBUM = phraseSet(
  "album|in album|in the album|from the album|from album|im album|aus dem album|dans l'album|de l'album|l'album|en el álbum|del álbum|álbum|nell'album|dall'album|dell'album|एल्बम|相册"
);
const OPEN = /["'“„«‘`]\s*$/u;
const CLOSE = /^\s*["'”“»’`]/u;

/** "IMG_1002.JPG", "DSC04411", "folder 2023-10-26", "in the album “Khumbu 2023”". */
export function readFile({ tokens }: Sentence, i: number): Reading | undefined {
  const lead = FILE_LEAD.skip(tokens, i);
  const token = tokens[i + lead];
  return token?.kind === 'file'
    ? { conditions: [{ kind: 'file', name: token.text }], length: lead + 1 }
    : undefined;
}

/** Folders and albums are named behind the word: to the closing quote, or up to the next comma or known condition. */
export function readFolder(sentence: Sentence, i: number): Reading | undefined {
  const folder = FOLDER.skip(sentence.tokens, i);
  const album = folder ? 0 : ALBUM.skip(sentence.tokens, i);
  const at = i + (folder || album);
  if (
    at === i ||
    at >= sentence.tokens.length ||
    (sentence.tokens[at].afterBreak && !isQuoted(sentence, at))
  ) {
    return undefined;
  }
  const named =
    quotedAt(sentence, at) ??
    (album ? sentence.knowledge.albumAt(sentence.tokens, at) : undefined) ??
    wordAt(sentence, at);
  return (
    named && {
      conditions: [{ kind: folder ? 'folder' : 'album', name: named.name }],
      length: at - i + named.length,
    }
  );
}

function isQuoted({ tokens, text }: Sentence, i: number): boolean {
  return OPEN.test(text.slice(tokens[i - 1]?.end ?? 0, tokens[i].start));
}

function quotedAt(sentence: Sentence, i: number): { name: string; length: number } | undefined {
  if (!isQuoted(sentence, i)) return undefined;
  const { tokens, text } = sentence;
  for (let j = i; j < tokens.length; j++) {
    if (CLOSE.test(text.slice(tokens[j].end))) {
      return { name: text.slice(tokens[i].start, tokens[j].end), length: j - i + 1 };
    }
  }
  return undefined;
}

/** One word, with what is run together with it ("2023-10-26", "trek_2023"). */
function wordAt({ tokens, text }: Sentence, i: number): { name: string; length: number } {
  let end = i + 1;
  while (
    end < tokens.length &&
    /^[\p{L}\p{N}_.-]*$/u.test(text.slice(tokens[end - 1].end, tokens[end].start))
  )
    end++;
  return { name: text.slice(tokens[i].start, tokens[end - 1].end), length: end - i };
}

const SHAPE = new Phrases<Shape>([
  [
    'portrait',
    'portrait format|portrait orientation|in portrait format|in portrait orientation|in portrait mode|portrait mode|vertical photos|vertical photo|vertical pictures|vertical picture|vertical images|vertical format|vertical shots|vertical shot|vertical orientation|upright format|hochformat|im hochformat|hochkant|format portrait|en format portrait|au format portrait|photo verticale|photos verticales|formato vertical|en vertical|en formato vertical|foto vertical|fotos verticales|formato verticale|in verticale|in formato verticale|foto verticale|foto verticali|竖幅|竖版',
  ],
  [
    'landscape',
    'landscape format|landscape orientation|in landscape format|in landscape orientation|in landscape mode|landscape mode|horizontal photos|horizontal photo|horizontal pictures|horizontal picture|horizontal images|horizontal format|horizontal orientation|querformat|im querformat|format paysage|en format paysage|au format paysage|photo horizontale|photos horizontales|formato horizontal|en horizontal|en formato horizontal|formato apaisado|apaisado|formato orizzontale|in orizzontale|in formato orizzontale|横幅|横版',
  ],
  [
    'square',
    'square format|square photos|square photo|square pictures|square picture|square images|square shots|quadratische fotos|quadratische bilder|photo carrée|photos carrées|foto cuadrada|fotos cuadradas|foto quadrata|foto quadrate|in square format|square crop|quadratisch|quadratformat|im quadratformat|format carré|au format carré|formato cuadrado|formato quadrato',
  ],
  [
    'panorama',
    'panorama|panoramas|panoramen|formato panoramico|formato panorámico|format panoramique|panorama photo|panorama photos|as a panorama|panoramic photo|panoramic photos|panoramic format|panoramic shot|panoramaformat|panoramabild|panoramabilder|panoramafoto|als panorama|photo panoramique|photos panoramiques|panorámica|panorámicas|foto panorámica|foto panoramica|foto panoramiche|प्यानोरामा|पैनोरमा|全景|全景照片',
  ],
]);
const SHAPE_ALONE = new Phrases<Shape>([
  ['portrait', 'portrait'],
  ['landscape', 'landscape'],
]);
/** What a panorama is called after is a thing of its own. */
const NAME_AFTER =
  /^(?:hotel|lodge|restaurant|route|weg|trail|view|point|point|terrace|café|cafe)$/;

/** "panorama", "im Hochformat", "portrait photos"; "portrait of a monk" is words. */
export function readShape({ tokens }: Sentence, i: number): Reading | undefined {
  const shape = SHAPE.at(tokens, i);
  if (shape) {
    const next = tokens[i + shape.length];
    return next && !next.afterBreak && NAME_AFTER.test(next.text)
      ? undefined
      : { conditions: [{ kind: 'shape', shape: shape.meaning }], length: shape.length };
  }
  const alone = SHAPE_ALONE.at(tokens, i);
  return alone && i > 0 && beginsAt(tokens, i) && endsAt(tokens, i + alone.length)
    ? { conditions: [{ kind: 'shape', shape: alone.meaning }], length: alone.length }
    : undefined;
}
