import { phraseSet } from './phrases';
import type { Token } from './tokens';

/** What people say to a search field and not of a photo. */
const ASKING = phraseSet(
  'show|show me|show us|find|find me|search|search for|give me|i want|i am looking for|looking for|photo|photos|photograph|photographs|picture|pictures|pic|pics|image|images|shot|shots|snaps|all photos|all my photos|my photos|my pictures|all the photos|any photos|photos of|photo of|pictures of|picture of|images of|shots of|taken|shot|' +
    'zeige|zeig mir|zeige mir|suche|finde|bild|bilder|foto|fotos|aufnahme|aufnahmen|meine fotos|alle fotos|aufgenommen|bilder von|fotos von|' +
    'montre|montre moi|montrez moi|cherche|trouve|photo|photos|image|images|mes photos|toutes les photos|prise|prises|photos de|' +
    'muestra|muéstrame|busca|encuentra|foto|fotos|imagen|imágenes|mis fotos|tomada|tomadas|fotos de|' +
    'mostra|mostrami|cerca|trova|foto|immagine|immagini|le mie foto|scattata|scattate|foto di|' +
    'फोटो|फोटोहरू|तस्वीर|तस्वीरें|तस्बिर|देखाऊ|दिखाओ|照片|图片'
);

/** Small words that say nothing at the edge of what is left: what they led to is a condition now. */
const SMALL = phraseSet(
  'a|an|the|of|in|at|on|by|to|from|with|and|or|but|under|over|above|below|behind|beneath|beside|near|during|between|before|after|around|against|in front|in front of|toward|towards|as seen|seen|looking|looking towards|facing|view of|all|both|any|any of|is|are|was|were|when|while|that|which|where|showing|it|s|only|just|me|my|' +
    'der|die|das|den|dem|des|ein|eine|einen|einem|einer|von|vom|im|am|an|auf|mit|und|oder|aber|unter|über|hinter|vor|neben|bei|zur|zum|zu|nach|aus|für|während|' +
    'le|la|les|l|un|une|des|du|de|d|à|au|aux|en|dans|sur|sous|avec|et|ou|mais|devant|derrière|pendant|près|près de|vers|par|pour|prise|depuis|au dessus de|' +
    'el|los|las|una|uno|del|al|con|y|o|pero|bajo|sobre|detrás|detrás de|delante|delante de|cerca|cerca de|por|para|desde|' +
    'il|lo|i|gli|uno|di|del|della|dei|delle|da|dal|dalla|nel|nella|su|sul|sulla|sotto|sopra|dietro|davanti|davanti a|e|ed|ma|per|tra|fra|' +
    'को|का|की|के|मा|में|से|बाट|र|और|तथा|पर|मुनि|तल|的|在|和|-'
);

/**
 * The words that are no condition, in their order and as written; without what people say to a search field, and
 * without the small words that led to a condition.
 */
export function restOf(
  text: string,
  tokens: readonly Token[],
  taken: readonly boolean[],
  keeps: ReadonlyArray<{ at: number; text: string }>
): string {
  const pieces: Array<{ at: number; text: string }> = [...keeps];
  const reachesPast = tokens.length > 0 ? tokens[tokens.length - 1].end : 0;
  for (let i = 0; i < tokens.length;) {
    if (taken[i]) {
      i++;
      continue;
    }
    let end = i;
    while (end < tokens.length && !taken[end]) end++;
    const piece = trimmed(text, tokens, i, end, taken);
    if (piece) pieces.push({ at: tokens[i].start, text: piece });
    i = end;
  }
  const beyond = text.slice(Math.max(reachesPast, 500)).trim();
  return [...pieces.sort((a, b) => a.at - b.at).map((piece) => piece.text), beyond]
    .filter((piece) => piece !== '')
    .join(' ');
}

/** A run of words without the asking before it and the small words where a condition was cut away. */
function trimmed(
  text: string,
  tokens: readonly Token[],
  first: number,
  until: number,
  taken: readonly boolean[]
): string {
  let start = first;
  let end = until;
  const whole = first === 0 && until === tokens.length;
  for (;;) {
    const asked = ASKING.skip(tokens.slice(0, end), start);
    // A photo of a photograph: the whole text is kept where nothing else is said.
    if (asked === 0 || start + asked > end) break;
    start += asked;
    start += Math.min(SMALL.skip(tokens, start), Math.max(0, end - start));
  }
  if (start >= end) return '';
  if (!whole || start > first) {
    while (start < end && SMALL.skip(tokens, start) > 0 && (first > 0 || start > first)) start++;
    while (end > start && until < tokens.length && SMALL.skip(tokens, end - 1) > 0) end--;
  }
  while (
    end > start &&
    end === until &&
    ASKING.skip(tokens, end - 1) === 1 &&
    taken.some(Boolean) &&
    end - start === 1
  )
    end--;
  if (start >= end) return '';
  return text.slice(tokens[start].start, tokens[end - 1].end);
}
