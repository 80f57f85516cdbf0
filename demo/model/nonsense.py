"""Texts that no photo of the demo world matches: from them the sigmoid learns to say "nothing like that here"."""

from __future__ import annotations

import numpy as np
from wordfreq import top_n_list

THINGS = (
    'a cat, a dog, a sofa, a laptop, a coffee cup, a pizza, a car, a bus, a train, a bicycle, a motorcycle, a truck, an office, a kitchen, a bathroom, a skyscraper, '
    'a supermarket, a swimming pool, a beach, palm trees, a desert, a camel, an elephant, a tiger, a lion, a fish, a shark, a dolphin, a parrot, a chicken, a banana, an apple, '
    'a strawberry cake, a wedding, a birthday party, a concert, a guitar, a piano, a violin, a football match, a tennis player, a basketball, a golf course, a stadium, a cinema, '
    'a newspaper, a receipt, an invoice, a contract, a qr code, a bar chart, source code, an email, a website, a video game, a robot, a spaceship, the moon landing, a castle, a lighthouse, '
    'a sailing boat, a container ship, a submarine, a harbour, an airport, a passenger plane, a parking lot, a highway, a traffic jam, a subway station, a hospital, a doctor, a dentist, '
    'a teacher, a classroom, a library shelf, a baby, a toddler, a bride, a chef, a fireman, a police car, a bank, a credit card, a smartphone, a keyboard, a monitor, headphones, '
    'a television, a microwave, a washing machine, a vacuum cleaner, a light bulb, a chair, a table, a bed, a pillow, a carpet, a mirror, a clock, a toothbrush, a pair of shoes, '
    'a handbag, a necklace, lipstick, a tie, a dress, a hat shop, a burger, sushi, noodles, a salad, an ice cream cone, a bottle of wine, a glass of beer, a teddy bear, a lego house, '
    'a chess board, a dinosaur, a unicorn, a dragon, a butterfly, a spider, a snake, a frog, a hamster, a rabbit, a pig, a duck, a penguin, a polar bear, a kangaroo, a zebra, a giraffe, '
    'a sunflower field, a rose, a tulip, a cactus, a vineyard, a wheat field, a tractor, a windmill, a factory, a crane, a warehouse, a nuclear power plant, a solar panel, '
    'a city skyline, times square, the eiffel tower, big ben, a pyramid in egypt, the colosseum, a cathedral, a mosque, a fountain, a playground, a roller coaster, a circus, a ballet dancer, '
    'a mathematics formula, a periodic table, a floor plan, a passport, a business card, a menu, a screenshot of a chat, a selfie in a mirror, a fingerprint, an x-ray, a microscope, '
    'a drum kit, a microphone, a painting of a lady, a cartoon character, a comic book, a logo of a company, a movie poster, a road map, a painting, an illustration, a poster, a map, a logo'
).split(', ')
PLACES = (
    'on a sofa, in a kitchen, in the office, on a table, in a shop, in new york, in the city, on the beach, under the sea, in a garden, at school, in a museum, on a desk, '
    'in the living room, at the airport, on the highway, in a stadium, at a party, in the bathroom, in space, on a plate, in a box, in paris, in a cage, on the moon, in my bedroom, for sale, '
    'in the desert, in the jungle, on television, in a hospital, with a microphone, made of chocolate, in a suit, on a skateboard'
).split(', ')
FORMS = ['{x}', '{x}', '{x}', '{x} {y}', '{x} {y}', 'a photo of {x}', 'a photo of {x} {y}', '{x} and {z}', '{x} next to {z}', 'picture of {x}', '{x} with {z}', '{y}', '{x}, {z}']  # fmt: skip
BESIDE = ['{x} and {t}', '{t} with {x}', '{x} beside {t}', '{x} in front of {t}', '{t} and {x}', '{x}, {t}', '{x} with {t}', '{t} next to {x}']

# Words near to the world's own: neither promised nor denied.
NEIGHBOURS = set(
    'mountain mountains hill hills peak peaks summit alps alpine climb climbing hike hiking trek travel trip journey walk walking outdoor nature natural landscape scenery view views '
    'sky sun sunny moon star stars cloud cloudy snow snowy ice icy cold winter autumn spring summer season weather storm wind windy rain light dark darkness red orange yellow blue green '
    'white grey gray black pink gold golden colour color colours colors water river lake sea stone stones rock rocks rocky path paths trail road valley gorge cliff ridge wall face north '
    'south east west nepal nepali nepalese tibet tibetan himalaya himalayan sherpa asia asian buddhist temple monastery religious religion prayer flag flags camp camping tent tents bridge '
    'village town house houses home homes building buildings roof lodge hotel people person man men woman women guy guys boy girl friend friends group team party member members human humans '
    'adventure expedition guide tourist tourists tourism animal animals cow cows cattle buffalo horse horses tree trees forest wood woods wild flight flying fly air aircraft plane rescue '
    'morning evening afternoon night day days noon midnight today tonight early late time hour first last high higher low lower big small large little beautiful nice great good best '
    'bad photo photos picture pictures image images camera shot scene panorama portrait background behind front under above below near over with without and the of in on at by from to'
    ' berg berge himmel wasser wald dorf haus häuser baum bäume nacht tag morgen abend licht sonne wolke schnee eis see tal weg leute mensch menschen mann frau gruppe tier tiere'
    ' montagne montagnes neige eau arbre arbres maison maisons nuit jour matin soir soleil ciel gens homme femme groupe animal animaux vallée pont forêt lac'
    ' montaña montañas nieve agua árbol árboles casa casas noche día mañana tarde sol cielo gente hombre mujer grupo animal animales valle puente bosque lago pueblo'.split()
)

# Words that may stand in any question and say nothing of the picture: the commonest English words and some of how people ask.
ASKING = set(
    'where did we pitch walk walked walking stand standing saw seen see look looks looked show shown take took taken find going go went come came day days time trip tall long big huge small little tiny '
    'old new far near close loaded wide narrow steep famous nice great amazing lovely favourite best whole part some any many lots several couple side top bottom left right middle foreground distance '
    'through across along around against between inside outside upon towards while during together alone just only really very quite here there everywhere morning walk rest stop break carrying hanging '
    'running lying sitting rising shining glowing covered full what which who how when why that this those these please photos taken by me us them'.split()
)

# Of the words near to the world's own, those that name a thing which a photo either shows or not: no mere padding.
TELLING = set(
    'sea alps midnight sonne wolke tal valle vallée weg men women girl boy guy guys mann frau homme femme hombre mujer human building home tourist tourists wood '
    'monastery temple hotel hotels road plane horse horses cow cows buffalo cattle rain rainy wind windy storm moon winter autumn spring summer valley gorge cliff camera town guide '
    'montagne montagnes arbre arbres maison maisons pont forêt lac neige eau montaña montañas nieve agua árbol árboles casa casas puente bosque lago pueblo '
    'berg berge wasser wald dorf haus häuser baum bäume schnee eis see tier tiere animal animals animaux animales'.split()
)


class Nonsense:
    """known: words that mean something here, never used as nonsense. forbidden: texts and single words kept for the evaluation."""

    def __init__(self, known: set[str], forbidden: frozenset[str]):
        self.forbidden = forbidden
        common = {w for w in top_n_list('en', 150) if w.isalpha()}
        self.fillers = sorted((ASKING | common | (NEIGHBOURS - TELLING)) - (known - ASKING))
        apart = known | NEIGHBOURS | set(forbidden) | set(self.fillers)
        self.words = [w for w in top_n_list('en', 22000) if w not in apart and w.isalpha() and len(w) > 2]
        self.foreign = []
        for lang, count in (('de', 4000), ('fr', 4000), ('es', 4000), ('ja', 2500), ('zh', 2500), ('hi', 2500)):
            shortest = 2 if lang in ('ja', 'zh') else 3
            self.foreign.append(
                [w for w in top_n_list(lang, count) if w not in apart and not w.isdigit() and len(w) >= shortest and not _touches(w, known)]
            )
        self.things = [t for t in THINGS if t not in forbidden and not set(t.split()) & forbidden]
        self.places = [p for p in PLACES if not set(p.split()) & forbidden]

    def alone(self, rng: np.random.Generator) -> str:
        for _ in range(8):
            text = self._any(rng)
            if rng.random() < 0.25:
                text = self.padded(rng, text)
            if text not in self.forbidden:
                return text
        return 'qwertz uiop'

    def padded(self, rng: np.random.Generator, text: str) -> str:
        """The text with one to three words strewn in that change nothing."""
        words = text.split(' ')
        for _ in range(int(rng.integers(1, 4))):
            words.insert(int(rng.integers(len(words) + 1)), _pick(rng, self.fillers))
        return ' '.join(words)

    def beside(self, rng: np.random.Generator, true_text: str) -> str:
        """Something absent beside something that may be present: false as a whole."""
        thing = _pick(rng, self.things) if rng.random() < 0.7 else _pick(rng, self.words)
        return _pick(rng, BESIDE).format(x=thing, t=true_text)

    def _any(self, rng: np.random.Generator) -> str:
        kind = rng.random()
        if kind < 0.35:
            return _pick(rng, FORMS).format(x=_pick(rng, self.things), y=_pick(rng, self.places), z=_pick(rng, self.things))
        if kind < 0.72:
            count = int(rng.choice([1, 2, 3, 4], p=[0.5, 0.25, 0.15, 0.1]))
            words = ' '.join(_pick(rng, self.words) for _ in range(count))
            return _pick(rng, ['{w}', '{w}', '{w}', 'a {w}', 'the {w}', 'a photo of {w}', '{w} photo', 'a {w} in {v}', '{w} of the {v}', '{w} at night', 'a picture of a {w}']).format(
                w=words, v=_pick(rng, self.words)
            )
        if kind < 0.9:
            words = self.foreign[int(rng.integers(len(self.foreign)))]
            return ' '.join(_pick(rng, words) for _ in range(int(rng.choice([1, 2, 3], p=[0.6, 0.25, 0.15]))))
        letters = 'abcdefghijklmnopqrstuvwxyz'
        size = int(rng.integers(3, 11))
        if rng.random() < 0.3:
            return ''.join(str(rng.integers(10)) for _ in range(size))
        return ''.join(letters[int(i)] for i in rng.integers(26, size=size))


def _pick(rng: np.random.Generator, items: list[str]) -> str:
    return items[int(rng.integers(len(items)))]


def _touches(word: str, known: set[str]) -> bool:
    """Scripts without blanks: 雪山 holds 雪, and a word that holds a known one is no nonsense."""
    if word.isascii() or 'À' <= word[0] <= 'ɏ':
        return False
    return any(k in word or word in k for k in known if not k.isascii())
