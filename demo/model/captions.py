"""Captions for renders: texts together with the clauses that make them true.

A caption is drawn as a *plan* (concepts and peaks), put into words by a grammar, and later checked against every photo
of a batch (`TruthTable.caption`), so that one caption may be true of several photos. A hard negative is the plan of a
true caption with one part exchanged.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np

from .concepts import TruthTable
from .nonsense import Nonsense
from .words import CONCEPTS, Concept

# Three parts of at most two clauses each.
MAX_CLAUSES = 6
LANGUAGES = ('en', 'de', 'fr', 'es', 'ne', 'hi', 'ja', 'zh')
# English is what most people and the product's own prompts use.
LANGUAGE_SHARES = np.array([0.64, 0.07, 0.06, 0.06, 0.04, 0.04, 0.045, 0.045])

PREFIXES = ['a photo of', 'photo of', 'a picture of', 'picture of', 'an image of', 'photos of', 'a view of', 'view of', 'show me', 'pictures of',
            'beautiful', 'my photo of', 'looking at', 'the photo with', 'a shot of', 'a close photo of', 'images of', 'all photos of', 'find']  # fmt: skip
SUFFIXES = ['in the himalaya', 'in the himalayas', 'in nepal', 'in the khumbu', 'in the mountains', 'on the trail', 'on the trek', 'on our trek',
            'in the valley', 'above the valley', 'photo', 'picture', 'on the way', 'in high mountains', 'nepal', 'himalaya', 'trekking', 'khumbu']  # fmt: skip

# How a language puts a thing {x} or a peak {p} beside the head noun {h}; {a} is an adjunct of weather or hour.
THING_JOINS = {
    'en': ['{h} with {x}', '{h} and {x}', '{h} beside {x}', '{h} near {x}', '{x} and {h}', '{h} next to {x}', '{h} in front of {x}', '{h} by {x}',
           '{h}, {x}', '{h} {x}', '{h} over {x}', '{h} above {x}', '{h} below {x}', '{h} behind {x}', '{h} on {x}', '{h} as well as {x}', '{h} at {x}'],
    'de': ['{h} mit {x}', '{h} und {x}', '{h} neben {x}', '{h} bei {x}', '{h}, {x}', '{h} vor {x}', '{h} {x}', '{h} über {x}'],
    'fr': ['{h} avec {x}', '{h} et {x}', '{h} près de {x}', '{h}, {x}', '{h} devant {x}', '{h} {x}', '{h} à côté de {x}'],
    'es': ['{h} con {x}', '{h} y {x}', '{h} junto a {x}', '{h}, {x}', '{h} frente a {x}', '{h} {x}', '{h} sobre {x}'],
    'ne': ['{x} र {h}', '{h} {x}', '{x}सँग {h}'],
    'hi': ['{x} और {h}', '{h} {x}', '{x} के साथ {h}'],
    'ja': ['{x}と{h}', '{h} {x}', '{x}のある{h}'],
    'zh': ['{x}和{h}', '{h} {x}', '{h}与{x}', '有{x}的{h}'],
}  # fmt: skip
PEAK_JOINS = {
    'en': ['{h} under {p}', '{h} below {p}', '{h} in front of {p}', '{h} with {p}', '{h} and {p}', '{h} with {p} behind', '{h} with {p} in the background',
           '{h} beneath {p}', '{h} near {p}', '{p} and {h}', '{p} with {h}', '{p} above {h}', '{p} behind {h}', '{p} over {h}', '{p} {h}', '{h} {p}',
           '{h}, {p}', '{h} at the foot of {p}', '{h} before {p}', '{h} facing {p}', '{p} seen with {h}', '{h} looking at {p}'],
    'de': ['{h} vor {p}', '{h} unter {p}', '{h} mit {p}', '{h} und {p}', '{p} mit {h}', '{p} {h}', '{h} am fuß von {p}', '{p} über {h}', '{h} vor dem {p}'],
    'fr': ['{h} devant {p}', '{h} sous {p}', '{h} et {p}', '{h} avec {p} au fond', '{p} et {h}', '{p} {h}', '{h} au pied de {p}'],
    'es': ['{h} frente a {p}', '{h} bajo {p}', '{h} y {p}', '{h} con {p} al fondo', '{p} y {h}', '{p} {h}', '{h} delante de {p}'],
    'ne': ['{p} मुनि {h}', '{p} र {h}', '{p} अगाडि {h}', '{p} {h}'],
    'hi': ['{p} के सामने {h}', '{p} के नीचे {h}', '{p} और {h}', '{p} {h}'],
    'ja': ['{p}と{h}', '{p}の前の{h}', '{p}の下の{h}', '{p} {h}'],
    'zh': ['{p}前的{h}', '{p}下的{h}', '{p}和{h}', '{p} {h}', '{p}与{h}'],
}  # fmt: skip
ADJUNCT_JOINS = {
    'en': ['{h} {a}', '{h} {a}', '{h} {a}', '{a}, {h}', '{h}, {a}'],
    'de': ['{h} {a}', '{h} {a}', '{a} {h}'],
    'fr': ['{h} {a}', '{h} {a}', '{h}, {a}'],
    'es': ['{h} {a}', '{h} {a}', '{h}, {a}'],
    'ne': ['{a} {h}', '{h} {a}'],
    'hi': ['{a} {h}', '{h} {a}'],
    'ja': ['{a}{h}', '{a} {h}'],
    'zh': ['{a}{h}', '{a}的{h}', '{h} {a}'],
}
PEAK_FORMS = {
    'en': ['{p}'] * 8 + ['{p} mountain', '{p} peak', 'a photo of {p}', 'a photo of {p} in the himalaya', 'mount {p}', 'the summit of {p}', '{p} summit',
           'the mountain {p}', 'view of {p}', 'the peak {p}', 'snow on {p}', 'the face of {p}', 'the ridge of {p}', '{p}, nepal', '{p} nepal', 'mt. {p}', 'mt {p}',
           'a photo of the mountain {p}', 'a photo of {p} peak', 'a photo of mount {p}', 'a view of {p}', 'the top of {p}', '{p} himal', 'the snowy summit of {p}', 'the peak of {p}',
           'where is {p}', 'is this {p}', 'the south face of {p}', 'the west face of {p}', 'the north face of {p}', 'a landscape photo with {p}', 'the himalayan peak {p}'],
    'de': ['{p}', '{p}', 'der berg {p}', '{p} berg', 'der gipfel von {p}', 'blick auf {p}', 'ein foto von {p}', 'das gipfelfoto {p}'],
    'fr': ['{p}', '{p}', 'le mont {p}', 'le sommet de {p}', 'vue sur {p}', 'une photo de {p}', 'la montagne {p}'],
    'es': ['{p}', '{p}', 'el monte {p}', 'la cumbre de {p}', 'vista de {p}', 'una foto de {p}', 'la montaña {p}'],
    'ne': ['{p}', '{p} हिमाल', '{p}को फोटो'],
    'hi': ['{p}', '{p} पर्वत', '{p} की तस्वीर'],
    'ja': ['{p}', '{p}山', '{p}の写真'],
    'zh': ['{p}', '{p}山', '{p}的照片'],
}  # fmt: skip
SAME_THING = ['{0} with {1}', '{0} {1}', '{0}, {1}', '{0} of {1}', '{0} on {1}', '{0} and {1}']
# Said of the whole picture: heads for captions whose plan has only weather or hour.
SCENES = {
    'en': ['mountains', 'the mountains', 'a landscape', 'peaks', 'the himalaya', 'scenery', 'a mountain landscape', 'a photo', 'a valley', 'panorama', 'mountain scenery', 'the khumbu', 'outdoors'],
    'de': ['berge', 'landschaft', 'eine berglandschaft', 'gebirge'],
    'fr': ['montagnes', 'paysage', 'un paysage de montagne'],
    'es': ['montañas', 'paisaje', 'un paisaje de montaña'],
    'ne': ['हिमाल', 'पहाड'],
    'hi': ['पहाड़', 'हिमालय'],
    'ja': ['山', '山々', '風景'],
    'zh': ['山', '雪山', '风景'],
}  # fmt: skip
HIGH_FOUR_NOUNS = ['an eight-thousander', 'eight-thousander', 'an 8000 m peak', 'a peak above 8000 metres', 'eight thousand metre peaks', 'ein achttausender', 'achttausender', 'un ochomil', '8000er']
SNOW_PEAK_NOUNS = ['snowy peaks', 'a snow covered summit', 'a high peak', 'snow capped mountains', 'a snowy mountain', 'a summit', 'a mountain peak', 'snow mountain', 'himalayan peaks']  # fmt: skip


@dataclass(frozen=True)
class Peak:
    id: str
    names: tuple[str, ...]
    prompts: tuple[str, ...]  # further texts of the catalog that describe it


@dataclass(frozen=True)
class Part:
    """One thing that a caption states: a concept, a peak, or a whole description (`words`)."""

    kind: str  # thing | weather | hour | peak | words
    clauses: tuple[str, ...]
    concept: Concept | None = None
    peak: Peak | None = None
    words: tuple[str, ...] = ()


Plan = tuple[Part, ...]


class Grammar:
    """Draws plans and puts them into words. `peaks` are those of the world, in the truth table's order."""

    def __init__(self, peaks: list[Peak], absent_names: list[str], forbidden: frozenset[str] = frozenset()):
        """absent_names: peaks of other mountains, never to be seen here. forbidden: texts kept for the evaluation."""
        self.peaks = [Part('peak', (f'peak:{peak.id}',), peak=peak) for peak in peaks]
        self.concepts = [Part(concept.kind, concept.clauses, concept=concept) for concept in CONCEPTS]
        self.extras = [
            Part('words', ('high_four',), words=tuple(HIGH_FOUR_NOUNS)),
            Part('words', ('any_peak',), words=tuple(SNOW_PEAK_NOUNS)),
        ]
        self.described = [
            Part('words', (f'peak:{peak.id}',), words=tuple(text.lower() for text in peak.prompts))
            for peak in peaks
            if peak.prompts
        ]
        self.parts = self.concepts + self.peaks + self.extras + self.described
        self.absent = [Part('peak', ('never',), peak=Peak('absent', (name,), ())) for name in absent_names]
        self.nonsense = Nonsense(self.vocabulary(), forbidden)
        self.forbidden = forbidden

    def vocabulary(self) -> set[str]:
        """Every single word that the grammar gives a meaning to."""
        texts = PREFIXES + SUFFIXES + HIGH_FOUR_NOUNS + SNOW_PEAK_NOUNS
        for part in self.parts:
            texts += [name for name in part.peak.names] if part.peak else list(part.words)
            if part.concept:
                for forms in (part.concept.nouns, part.concept.adjuncts):
                    texts += [form for group in forms.values() for form in group]
        for forms in (THING_JOINS, PEAK_JOINS, PEAK_FORMS):
            texts += [form for group in forms.values() for form in group]
        for group in SCENES.values():
            texts += group
        return {word.strip('.,{}').lower() for text in texts for word in text.split()}

    def draw_plan(self, rng: np.random.Generator, true_parts: list[Part]) -> Plan:
        """A plan of one to three parts, all from `true_parts`; at most one hour, one weather, two peaks."""
        wanted = rng.choice([1, 2, 3], p=[0.4, 0.42, 0.18])
        plan: list[Part] = []
        for index in rng.permutation(len(true_parts)):
            part = true_parts[index]
            same = sum(other.kind == part.kind for other in plan)
            if same >= (2 if part.kind in ('peak', 'thing') else 1):
                continue
            if plan and part.kind == 'words':  # whole descriptions stand alone or first
                continue
            plan.append(part)
            if len(plan) == wanted:
                break
        return tuple(plan)

    def exchange(self, rng: np.random.Generator, plan: Plan) -> Plan:
        """The plan with one part exchanged for another of its kind: mostly a false caption, checked like any other."""
        where = int(rng.integers(len(plan)))
        kind = plan[where].kind
        pool = self.peaks if kind in ('peak', 'words') else [part for part in self.concepts if part.kind == kind]
        if kind == 'peak' and self.absent and rng.random() < 0.1:
            pool = self.absent
        return plan[:where] + (pool[int(rng.integers(len(pool)))],) + plan[where + 1 :]

    def say(self, rng: np.random.Generator, plan: Plan) -> str:
        """One of the many ways to put a plan into words, lower case."""
        lang = LANGUAGES[int(rng.choice(len(LANGUAGES), p=LANGUAGE_SHARES))]
        pick = lambda items: items[int(rng.integers(len(items)))]  # noqa: E731
        heads = [part for part in plan if part.kind in ('thing', 'peak', 'words')]
        modifiers = [part for part in plan if part.kind in ('weather', 'hour')]
        keywords = rng.random() < 0.2
        if not heads and (keywords or (modifiers and rng.random() < 0.6)):
            text = self.noun(pick, lang, modifiers.pop(0))
        elif not heads:
            text = pick(SCENES[lang])
        else:
            order = rng.permutation(len(heads))
            text = self.noun(pick, lang, heads[order[0]])
            for index in order[1:]:
                part = heads[index]
                joins = PEAK_JOINS[lang] if part.kind == 'peak' else THING_JOINS[lang]
                name = 'p' if part.kind == 'peak' else 'x'
                join = '{h} {%s}' % name if keywords else pick(joins)
                text = join.format(h=text, **{name: self.bare(pick, lang, part)})
        for part in modifiers:
            if keywords:
                text = f'{text} {self.noun(pick, lang, part)}' if rng.random() < 0.6 else f'{self.noun(pick, lang, part)} {text}'
            else:
                text = pick(ADJUNCT_JOINS[lang]).format(h=text, a=self.adjunct(pick, lang, part))
        if lang == 'en' and rng.random() < 0.3:
            text = f'{pick(PREFIXES)} {text}'
        if lang == 'en' and rng.random() < 0.18:
            text = f'{text} {pick(SUFFIXES)}'
        if rng.random() < 0.12:
            # A caption is a list of statements that must all hold, in whatever order: people put them together in ways that no grammar knows.
            text = ' '.join(rng.permutation(text.split(' ')))
        if lang == 'en' and rng.random() < 0.25:
            text = self.nonsense.padded(rng, text)
        if rng.random() < 0.03:
            text += pick(['.', '!', '?', ' 2023', ' 2024', '…'])
        if rng.random() < 0.1:  # people leave accents out
            text = ''.join(c for c in unicodedata.normalize('NFD', text) if not '\u0300' <= c <= '\u036f')
        return unicodedata.normalize('NFC', text).lower()

    def noun(self, pick, lang: str, part: Part) -> str:
        if part.peak:
            return pick(PEAK_FORMS[lang]).format(p=self.bare(pick, lang, part))
        return self.bare(pick, lang, part)

    def bare(self, pick, lang: str, part: Part) -> str:
        if part.peak:
            return pick((part.peak.names[0],) + part.peak.names).lower()
        if part.concept:
            nouns = part.concept.nouns.get(lang) or part.concept.nouns['en']
            first, second = pick(nouns), pick(nouns)
            # "Sherpa houses with blue roofs": more said of the same thing, words of two phrases mixed.
            return pick(SAME_THING).format(first, second) if lang == 'en' and pick(range(8)) == 0 else first
        return pick(part.words)

    def adjunct(self, pick, lang: str, part: Part) -> str:
        forms = part.concept.adjuncts
        return pick(forms.get(lang) or forms['en'])

    def false_plan_text(self, rng: np.random.Generator, plan: Plan) -> str:
        """A text that speaks of something that no photo of this world shows; often beside something that it does show."""
        kind = rng.random()
        if kind < 0.12 and self.absent:
            return self.say(rng, (self.absent[int(rng.integers(len(self.absent)))],))
        if kind < 0.30:
            return self.nonsense.beside(rng, self.say(rng, plan))
        return self.nonsense.alone(rng)


@dataclass
class Batch:
    texts: list[str]
    clause_ids: np.ndarray  # [captions, MAX_CLAUSES] int64, rows of the truth table


class CaptionSource:
    """Captions for batches of photos, drawn afresh each time."""

    def __init__(self, grammar: Grammar, table: TruthTable):
        self.grammar, self.table = grammar, table
        rows = [[table.index.get(clause, table.index['never']) for clause in part.clauses] for part in grammar.parts]
        truth = np.stack([table.values[row].min(axis=0) for row in rows])  # [parts, photos]
        self.true_parts = [[grammar.parts[i] for i in np.flatnonzero(column == 1)] for column in truth.T]

    def batch(self, rng: np.random.Generator, photos: np.ndarray, per_photo: int, hard: int, uniform: int, false: int) -> Batch:
        """per_photo true captions for each photo, and as many hard, uniformly drawn and false ones as asked for."""
        grammar, texts, clauses = self.grammar, [], []
        plans: list[Plan] = []
        for photo in photos:
            plans += [grammar.draw_plan(rng, self.true_parts[photo]) for _ in range(per_photo)]
        wanted = list(plans)
        wanted += [grammar.exchange(rng, plans[int(i)]) for i in rng.integers(len(plans), size=hard)]
        wanted += [(grammar.parts[int(i)],) for i in rng.integers(len(grammar.parts), size=uniform)]
        for plan in wanted:
            texts.append(self.words(rng, plan))
            clauses.append([clause for part in plan for clause in part.clauses])
        for i in rng.integers(len(plans), size=false):
            texts.append(grammar.false_plan_text(rng, plans[int(i)]))
            clauses.append(['never'])
        ids = np.full((len(texts), MAX_CLAUSES), self.table.index['always'], np.int64)
        for row, names in enumerate(clauses):
            for column, name in enumerate(names[: ids.shape[1]]):
                ids[row, column] = self.table.index.get(name, self.table.index['never'])
        return Batch(texts, ids)

    def words(self, rng: np.random.Generator, plan: Plan) -> str:
        for _ in range(5):
            text = self.grammar.say(rng, plan)
            if text not in self.grammar.forbidden:
                return text
        return f'photo: {text}'
