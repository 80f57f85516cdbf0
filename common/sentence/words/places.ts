/** How a sentence says where a photo was taken. Words of all languages are read at once. */

/** Taken there. */
export const INSIDE =
  'in|in the|at|at the|on|on the|inside|inside the|within|from|from the|up at|taken in|taken at|taken from|shot in|shot at|shot from|photographed from|seen from|viewed from|in|im|in der|auf|auf dem|auf der|von|vom|aus|aus der|am|à|au|aux|en|dans|dans le|dans la|depuis|depuis le|depuis la|sur|sur le|sur la|prise de|prises de|prise depuis|en|en el|en la|desde|desde el|desde la|sobre el|sobre la|tomada en|tomada desde|a|ad|da|dal|dalla|su|sul|sulla|nel|nella|presa da|visto da|在|从';
/** Words of the list above that say it even of a summit, which is otherwise seen and not stood on. */
export const FROM =
  'from|from the|taken from|shot from|seen from|viewed from|photographed from|from the top of|from the summit of|on top of|on the top of|on the summit of|at the summit of|at the top of|von|vom|vom gipfel des|vom gipfel der|auf dem gipfel des|auf dem gipfel der|auf dem gipfel von|depuis|depuis le|depuis la|depuis le sommet du|depuis le sommet de|au sommet de|au sommet du|du sommet de|desde|desde el|desde la|desde la cima de|desde la cima del|en la cima de|en la cima del|da|dal|dalla|dalla cima del|dalla cima di|in cima a|in cima al|从';
/** Not far from there. */
export const NEAR =
  'near|near to|near the|close to|close to the|around|around the|by|next to|nearby|not far from|in the vicinity of|just outside|outside|just above|just below|above|below|over|nahe|nahe bei|in der nähe von|in der nähe des|in der nähe der|unweit|unweit von|nicht weit von|bei|beim|rund um|oberhalb von|unterhalb von|über|près de|près du|près des|proche de|proche du|autour de|autour du|aux environs de|aux alentours de|non loin de|pas loin de|à côté de|au dessus de|cerca de|cerca del|alrededor de|junto a|próximo a|no lejos de|en las cercanías de|vicino a|vicino al|vicino alla|nei pressi di|nei pressi del|presso|intorno a|attorno a|non lontano da|nei dintorni di|附近';
/** What of that list a summit is stood near by; clouds around it and stars over it are seen. */
export const NEAR_SUMMIT =
  'near|near to|close to|next to|not far from|in the vicinity of|nahe|in der nähe von|in der nähe des|unweit|unweit von|nicht weit von|près de|près du|proche de|non loin de|pas loin de|cerca de|cerca del|no lejos de|vicino a|vicino al|nei pressi di|nei pressi del|non lontano da';
/** Between a distance and its place: "within 5 km of". */
export const WITHIN =
  'within|at most|less than|no more than|im umkreis von|weniger als|höchstens|à moins de|dans un rayon de|a menos de|en un radio de|entro|a meno di|nel raggio di';
export const WITHIN_LINK =
  'of|from|around|of the|um|von|rund um|de|du|d|autour de|alrededor de|da|dal|di|intorno a';
export const BETWEEN =
  'between|on the way between|zwischen|auf dem weg zwischen|entre|tra|fra|from|on the way from|on the trail from|von|auf dem weg von|de|sur le chemin de|du|desde|da';
export const BETWEEN_LINK = 'and|to|und|nach|bis|et|à|y|a|e|ad|र|और|和|到';
/** Before these a place is where somebody goes, and no photo need be taken there. */
export const AWAY =
  'higher than|lower than|bigger than|like|höher als|tiefer als|plus haut que|plus bas que|más alto que|più alto di|to|to the|toward|towards|into|nach|zum|zur|richtung|vers|hacia|verso|para|jusqu à|of|for|bound for';
/** "photos of Namche" are taken there, "a view of Namche" need not be. */
export const PHOTOS_OF =
  'photos of|photo of|pictures of|picture of|pics of|images of|shots of|bilder von|fotos von|photos de|fotos de|foto di|immagini di';
/** Behind a place, in Nepali and Hindi. */
export const INSIDE_BEHIND = 'मा|में|मे|बाट|से|देखि|पर';
export const NEAR_BEHIND = 'नजिक|नजिकै|को नजिक|छेउ|के पास|के निकट|के नजदीक|के करीब|附近';
export const BETWEEN_BEHIND = 'बीच|को बीच|को बीचमा|बीचमा|के बीच|之间';
/** Run together with a name in Nepali and Hindi: "नाम्चेमा", "लुक्लाको". */
export const ENDINGS: ReadonlyArray<readonly [relation: 'in' | 'of', ending: string]> = [
  ['in', 'बाट'],
  ['in', 'देखि'],
  ['in', 'मा'],
  ['of', 'को'],
  ['of', 'का'],
  ['of', 'की'],
];
/** Kinds of places behind a name, which belong to it. */
export const KIND_BEHIND =
  'region|area|village|valley|town|monastery|district|gebiet|region|tal|dorf|kloster|gegend|zone|aldea|pueblo|villaggio|airport';
/** Kinds before a name. */
export const KIND_BEFORE =
  'village of|the village of|town of|the town of|the region of|monastery of|dorf|le village de|village de|le hameau de|la région de|el pueblo de|la aldea de|il villaggio di|la regione di';

/** Behind a distance that no "within" leads: "5 km around Lukla". */
export const AROUND =
  'around|from|away from|of|um|rund um|von|autour de|de|alrededor de|a la redonda de|intorno a|da';
