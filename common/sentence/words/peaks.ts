/**
 * Names of mountains that are words or people as well, folded: they name the mountain only with "Mount", "peak" or
 * "summit" beside them, or beside another name of the same region. Names of one word of up to three letters
 * are unsure anyway.
 */
export const ORDINARY_NAMES: ReadonlySet<string> = new Set(
  'dom castor pollux polluce moine vierge monch moench fang olympus olymp fishtail kibo diamer batian cook shivling'.split(
    ' '
  )
);

/** "Mount", as languages write it: one word to whoever compares names. */
export const MOUNT = new Set(['mount', 'mt', 'mont', 'monte', 'mte', 'berg', 'monts', 'माउंट']);

/** What makes a mountain of an ordinary word, before or behind it. */
export const PEAK_BEFORE =
  /^(?:mount|mt|mont|monte|mte|peak|piz|summit|gipfel|sommet|cima|pico|cerro|pic|berg)$/;
export const PEAK_BEHIND =
  /^(?:peak|summit|mountain|gipfel|massif|massiv|himal|hill|pic|pico|berg|पर्वत|शिखर|हिमाल|चोटी|峰|山)$/;

/** What German runs together with a mountain's name: the model reads this part on. */
export const COMPOUND =
  /^(?:(?:nord|sud|ost|west)(?:ost|west)?)?(?:wand|wande|grat|grate|flanke|gletscher|gipfel|massiv|gruppe|blick|spitze|sattel|panorama|kette|basislager)$/;

export const ANY_OF =
  'any of|one of|either|either of|at least one of|irgendeiner von|einer von|entweder|l un de|l un des|un de|uno de|alguno de|uno di|uno dei|o';
export const ALL_OF =
  'all of|both|all|together|alle|beide|sowohl|tous|toutes|les deux|à la fois|todos|ambos|tutti|entrambi|sia';
export const OR = 'or|oder|ou|o|u|oppure|या|वा|अथवा|或|或者';
export const AND =
  'and|with|together with|as well as|plus|und|sowie|mit|et|avec|ainsi que|y|e|con|junto con|insieme a|र|और|和|与|als auch';
