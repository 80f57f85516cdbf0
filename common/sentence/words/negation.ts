/** Words that say that what follows must not be. */
export const WITHOUT =
  'other than|anything but|apart from|aside from|without|without any|without the|no|not|never|neither|but not|but no|and no|and not|nor|not any|except|except for|excluding|minus|free of|lacking|with no|have no|has no|there are no|there is no|' +
  'ohne|weder|nie|niemals|kein|keine|keinen|keiner|keinem|nicht|aber nicht|aber keine|und keine|außer|ausser|alles außer|abgesehen von|' +
  "sans|sans le|sans la|sans les|pas de|pas d'|pas|mais pas|et pas|aucun|aucune|jamais|ni|sauf|tout sauf|excepté|hormis|à part|autre que|autres que|" +
  'sin|ni|nunca|ningún|ninguna|pero no|y no|excepto|salvo|todo menos|aparte de|menos los|' +
  'senza|né|nessun|nessuna|nessuno|non|ma non|e non|tranne|tutto tranne|eccetto|' +
  'बिना|बिनाको|बगैर|没有|沒有|无|無|不含|不要|不是';
/** The same behind a word. */
export const WITHOUT_BEHIND =
  'बिना|बिनाको|बाहेक|होइन|हैन|नभएको|नभएका|छैन|के बिना|के बगैर|रहित|नहीं|को छोड़कर';
/** Begins like a negation and is none. */
export const NO_NEGATION =
  'not only|not just|not far from|no doubt|no longer|no matter|nicht nur|nicht weit von|pas loin de|non loin de|non solo|non lontano da|no solo|no sólo|no lejos de|sin embargo|no 1|no filter|pas à pas|no man s land';
/** Whole phrases that say what is missing. */
export const MISSING: ReadonlyArray<readonly [missing: string, phrases: string]> = [
  [
    'people',
    'no one|nobody|without anyone|without anybody|niemand|personne|sans personne|nadie|sin nadie|nessuno|senza nessuno|没有人|无人',
  ],
  ['clouds', 'cloudless|unclouded|wolkenlos|无云'],
  ['snow', 'snow free|snowfree|snowless|schneefrei'],
];

/** Joins two missing things: "without clouds or people". */
export const ALSO_MISSING = 'or|and|nor|oder|und|noch|et|ou|ni|y|o|e|né|र|वा|और|या|和|或';
/** Ends what is missing. */
export const NO_MORE =
  'with|but|at|in|on|from|near|under|above|below|over|behind|between|before|after|during|around|by|mit|aber|bei|im|am|in|auf|unter|über|hinter|vor|nach|avec|mais|au|à|en|dans|sur|sous|devant|derrière|pendant|près|con|pero|al|bajo|desde|cerca|ma|a|nel|sotto|sul|da|vicino|的|-';
