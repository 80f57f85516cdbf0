"""The words for things, weather and hours, in eight languages.

Each concept: the clauses it states (see concepts.py), its kind, and per language its noun phrases; for weather and hours
also the phrases that follow a noun ("in the fog", "bei Nacht"). In languages whose modifier stands in front of the noun
(Japanese, Chinese, Hindi, Nepali) the same forms are joined by a particle: see `captions.py`.
Written by hand for this project.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Concept:
    clauses: tuple[str, ...]
    kind: str  # thing | weather | hour
    nouns: dict[str, list[str]]
    adjuncts: dict[str, list[str]]


def _words(text: str) -> dict[str, list[str]]:
    """'en: a, b; de: c' -> {'en': ['a', 'b'], 'de': ['c']}"""
    pairs = (part.split(':', 1) for part in text.split(';') if part.strip())
    return {lang.strip(): [word.strip() for word in words.split(',')] for lang, words in pairs}


def _concept(clauses: str, kind: str, nouns: str, adjuncts: str = '') -> Concept:
    return Concept(tuple(clauses.split()), kind, _words(nouns), _words(adjuncts))


CONCEPTS: list[Concept] = [
    # ---- things
    _concept('prayer_flags', 'thing', (
        'en: prayer flags, colourful prayer flags, colorful prayer flags, buddhist prayer flags, tibetan prayer flags, flags, '
        'lungta, flags on a string, a string of prayer flags, coloured flags, colored flags, fluttering prayer flags, '
        'prayer flags in the wind, flags in five colours, bunting, lines of prayer flags, prayer flag;'
        'de: gebetsfahnen, bunte gebetsfahnen, tibetische gebetsfahnen, fahnen, gebetsfahne; fr: drapeaux de prière, drapeaux de prières, drapeaux, drapeaux colorés;'
        'es: banderas de oración, banderas de plegaria, banderas, banderas de colores; ne: लुङ्दर, प्रार्थना झण्डा, झण्डा; hi: प्रार्थना झंडे, झंडे, रंगीन झंडे;'
        'ja: タルチョ, 祈祷旗, 旗, 祈りの旗; zh: 经幡, 五色经幡, 風馬旗, 旗, 经旗')),
    _concept('person', 'thing', (
        'en: a person, a hiker, a trekker, a man, a woman, someone, somebody, a walker, one person, a lone trekker, a single hiker, '
        'a mountaineer, a climber, a portrait of a hiker, a lonely walker, hiker, trekker, person, a friend;'
        'de: ein wanderer, eine person, ein mensch, eine wanderin, wanderer, ein bergsteiger; fr: un randonneur, une personne, une randonneuse, un marcheur, randonneur;'
        'es: un excursionista, una persona, un caminante, un senderista; ne: एक जना मान्छे, पदयात्री, मान्छे; hi: एक व्यक्ति, एक यात्री, पदयात्री;'
        'ja: 人, 登山者, ハイカー, 一人の登山者; zh: 一个人, 徒步者, 登山者, 行人')),
    _concept('group', 'thing', (
        'en: a group of trekkers, a group of hikers, a group of people, a party of trekkers, several hikers, trekkers in a row, our group, '
        'a group, a line of hikers, several people, friends together, a team of climbers, group photo, our team;'
        'de: eine gruppe wanderer, eine wandergruppe, eine gruppe, mehrere wanderer, gruppenfoto; fr: un groupe de randonneurs, un groupe, un groupe de personnes, plusieurs randonneurs;'
        'es: un grupo de excursionistas, un grupo de senderistas, un grupo, varias personas; ne: पदयात्रीहरूको समूह, समूह; hi: यात्रियों का समूह, समूह, लोगों का समूह;'
        'ja: 登山者のグループ, グループ, 一行; zh: 一群徒步者, 一群人, 团队, 一队登山者')),
    _concept('people', 'thing', (
        'en: people, hikers, trekkers, humans, persons, walkers, climbers, mountaineers, people walking, trekkers on the trail, hikers on the path;'
        'de: menschen, leute, personen; fr: des gens, des randonneurs, randonneurs, des personnes; es: gente, personas, excursionistas, senderistas;'
        'ne: मानिसहरू, मान्छेहरू; hi: लोग, यात्री; ja: 人々, 登山者たち; zh: 人们, 人, 游客')),
    _concept('tent', 'thing', (
        'en: a tent, tents, camping, a camp, campsite, yellow tents, orange tents, our tents, a camping site, a camp with tents, pitched tents, '
        'tented camp, a night in a tent, expedition tents, base camp tents, dome tents;'
        'de: ein zelt, zelte, zeltlager, camping, ein lager mit zelten; fr: une tente, tentes, des tentes, un campement, camping; es: una tienda de campaña, tiendas de campaña, tiendas, un campamento, carpas;'
        'ne: पाल, टेन्ट, पालहरू; hi: तंबू, टेंट, शिविर; ja: テント, キャンプ, テント場; zh: 帐篷, 露营, 营地, 帳篷')),
    _concept('yak', 'thing', (
        'en: a yak, yaks, a herd of yaks, a yak caravan, yak train, grazing yaks, a yak on the trail, animals, pack animals, cattle, a black yak, '
        'shaggy yaks, dzo, an animal, livestock, yaks carrying loads;'
        'de: ein yak, yaks, eine yakherde, tiere, lasttiere; fr: un yak, yaks, des yaks, un troupeau de yaks, animaux, des animaux; es: un yak, yaks, yaks pastando, animales, una manada de yaks;'
        'ne: याक, चौंरी, याकहरू; hi: याक, याकों का झुंड, जानवर; ja: ヤク, ヤクの群れ, 動物; zh: 牦牛, 牦牛群, 犛牛, 动物')),
    _concept('suspension_bridge', 'thing', (
        'en: a suspension bridge, suspension bridge, a bridge, bridge, a hanging bridge, a footbridge, bridges, a swinging bridge, a cable bridge, '
        'crossing the bridge, a long suspension bridge, a rope bridge, a bridge over the gorge, a bridge over a river;'
        'de: eine hängebrücke, hängebrücke, eine brücke, brücke; fr: un pont suspendu, pont suspendu, un pont, une passerelle; es: un puente colgante, puente colgante, un puente, puente;'
        'ne: झोलुङ्गे पुल, पुल; hi: झूला पुल, पुल, लटकता पुल; ja: 吊り橋, 橋, つり橋; zh: 吊桥, 桥, 悬索桥, 吊橋')),
    _concept('river', 'thing', (
        'en: a river, river, a stream, a mountain stream, running water, a glacial river, white water, a creek, the dudh kosi, dudh kosi river, '
        'a torrent, rapids, a brook, the river in the valley, milky river;'
        'de: ein fluss, fluss, ein bach, bach, ein gebirgsbach; fr: une rivière, rivière, un ruisseau, un torrent; es: un río, río, un arroyo, un torrente;'
        'ne: नदी, खोला, दूधकोशी; hi: नदी, धारा, पहाड़ी नदी; ja: 川, 渓流, 河; zh: 河, 河流, 溪流, 小溪')),
    _concept('lake', 'thing', (
        'en: a lake, lake, a mountain lake, lakes, gokyo lake, an alpine lake, a pond, a tarn, lake shore, a high lake;'
        'de: ein see, see, ein bergsee, bergsee; fr: un lac, lac, un lac de montagne; es: un lago, lago, un lago de montaña, laguna; ne: ताल, पोखरी; hi: झील, ताल; ja: 湖, 池, 山の湖; zh: 湖, 湖泊, 高山湖')),
    _concept('open_lake', 'thing', (
        'en: a turquoise lake, a blue lake, an emerald lake, open water of a lake, a lake with clear water, turquoise water, a lake with reflections, reflection in the lake;'
        'de: ein türkiser see, ein blauer see, türkisblauer see; fr: un lac turquoise, un lac bleu; es: un lago turquesa, un lago azul; ne: निलो ताल; hi: नीली झील; ja: 青い湖; zh: 蓝色的湖, 碧绿的湖')),
    _concept('frozen_lake', 'thing', (
        'en: a frozen lake, frozen lake, an icy lake, a lake covered with ice, ice on the lake, a frozen pond, an ice covered lake, frozen water, a lake of ice, iced over lake;'
        'de: ein gefrorener see, gefrorener see, zugefrorener see, ein vereister see; fr: un lac gelé, lac gelé, un lac glacé; es: un lago helado, lago congelado, un lago congelado;'
        'ne: जमेको ताल; hi: जमी हुई झील; ja: 凍った湖, 凍結した湖; zh: 结冰的湖, 冰湖, 冰封的湖, 结冰的湖泊')),
    _concept('stupa', 'thing', (
        'en: a stupa, stupa, a chorten, chorten, a buddhist stupa, a white stupa, a buddhist monument, a shrine, a buddhist shrine, chortens, stupas, '
        'a pagoda, a white dome with a golden spire, a religious monument, a memorial, a sacred monument;'
        'de: eine stupa, stupa, ein tschörten, ein buddhistisches denkmal; fr: un stupa, stupa, un chorten, un monument bouddhiste; es: una estupa, estupa, un chorten, un monumento budista;'
        'ne: स्तूप, चोर्तेन, चैत्य; hi: स्तूप, बौद्ध स्तूप, चोर्टेन; ja: 仏塔, ストゥーパ, チョルテン; zh: 佛塔, 舍利塔, 白塔, 窣堵坡')),
    _concept('village', 'thing', (
        'en: a village, village, houses, a mountain village, a sherpa village, stone houses, lodges, buildings, a settlement, roofs, a hamlet, '
        'tea houses, a lodge, a house, blue roofs, namche bazaar, namche, a teahouse, huts, homes, a town;'
        'de: ein dorf, dorf, häuser, ein bergdorf, ein haus; fr: un village, village, des maisons, maisons, un village de montagne; es: un pueblo, pueblo, casas, una aldea, casas de piedra;'
        'ne: गाउँ, घरहरू, नाम्चे; hi: गाँव, घर, पहाड़ी गाँव; ja: 村, 家, 家々, 山の村; zh: 村庄, 村子, 房子, 房屋, 山村')),
    _concept('helicopter', 'thing', (
        'en: a helicopter, helicopter, a rescue helicopter, a chopper, a flying helicopter, an aircraft, helicopters, a helicopter in the air, a red helicopter, heli, a helicopter in the sky, helicopter flight;'
        'de: ein hubschrauber, hubschrauber, ein helikopter, rettungshubschrauber; fr: un hélicoptère, hélicoptère, un hélicoptère de secours; es: un helicóptero, helicóptero, un helicóptero de rescate;'
        'ne: हेलिकप्टर; hi: हेलीकॉप्टर, हेलिकॉप्टर; ja: ヘリコプター, ヘリ; zh: 直升机, 直升飞机, 直升機')),
    _concept('forest', 'thing', (
        'en: a forest, forest, trees, woods, pine trees, conifers, a pine forest, rhododendron forest, tree, woodland, fir trees, green trees, a forest trail, the forest below, juniper trees;'
        'de: ein wald, wald, bäume, nadelwald, tannen; fr: une forêt, forêt, des arbres, arbres, sapins; es: un bosque, bosque, árboles, pinos;'
        'ne: जंगल, वन, रुखहरू; hi: जंगल, पेड़, वन; ja: 森, 森林, 木, 林; zh: 森林, 树林, 树, 松树')),
    _concept('glacier', 'thing', (
        'en: a glacier, glacier, the khumbu glacier, glaciers, glacier ice, a moraine, an icefall, the khumbu icefall, crevasses, a river of ice, glacial ice, seracs, the ngozumpa glacier, a glacier tongue;'
        'de: ein gletscher, gletscher, moräne, gletschereis; fr: un glacier, glacier, des glaciers, une moraine; es: un glaciar, glaciar, glaciares, hielo glaciar;'
        'ne: हिमनदी; hi: हिमनद, ग्लेशियर, हिमनदी; ja: 氷河, 氷河の氷; zh: 冰川, 冰河, 冰川冰')),
    _concept('water', 'thing', 'en: water, flowing water or a lake, water in the valley; de: wasser; fr: eau, de l’eau; es: agua; ne: पानी; hi: पानी; ja: 水; zh: 水'),
    _concept('ice', 'thing', 'en: ice, blue ice, ice and snow; de: eis; fr: glace, de la glace; es: hielo; ne: बरफ; hi: बर्फ; ja: 氷; zh: 冰'),
    # ---- weather
    _concept('snowfall', 'weather', (
        'en: snowfall, falling snow, a snowstorm, snow storm, snowing, a blizzard, snowflakes, snowy weather, fresh snow falling, heavy snowfall;'
        'de: schneefall, schneesturm, schneeflocken, es schneit; fr: chute de neige, tempête de neige, il neige, flocons de neige; es: nevada, tormenta de nieve, nevando, copos de nieve;'
        'ne: हिमपात, हिउँ परिरहेको; hi: बर्फबारी, हिमपात, बर्फीला तूफान; ja: 降雪, 吹雪, 雪が降る; zh: 下雪, 降雪, 暴风雪, 大雪纷飞'), (
        'en: in falling snow, in a snowstorm, while it snows, during snowfall, in the snowfall, when it is snowing, in a blizzard, in snowy weather;'
        'de: bei schneefall, im schneesturm, im schneetreiben; fr: sous la neige, dans la tempête de neige, quand il neige; es: bajo la nieve, en la nevada, durante la nevada;'
        'ne: हिमपातमा; hi: बर्फबारी में; ja: 雪の中, 吹雪の中; zh: 雪中, 下雪时')),
    _concept('fog', 'weather', (
        'en: fog, mist, a foggy day, thick fog, misty valley, foggy weather, valley mist, low clouds, poor visibility, mist in the valley, haze and fog, white out;'
        'de: nebel, dichter nebel, ein nebliger tag; fr: brouillard, brume, un jour de brouillard; es: niebla, neblina, niebla espesa;'
        'ne: कुहिरो, हुस्सु; hi: कोहरा, धुंध; ja: 霧, 濃霧, もや; zh: 雾, 大雾, 浓雾, 薄雾'), (
        'en: in the fog, in fog, in the mist, on a foggy day, in thick fog, veiled by mist, in foggy weather, in low clouds, shrouded in mist;'
        'de: im nebel, im dichten nebel, bei nebel; fr: dans le brouillard, dans la brume; es: en la niebla, entre la niebla, con niebla; ne: कुहिरोमा; hi: कोहरे में, धुंध में; ja: 霧の中; zh: 雾中, 大雾中')),
    _concept('overcast', 'weather', (
        'en: an overcast sky, grey sky, gray sky, overcast, a dull day, a gloomy day, grey clouds, covered sky, overcast weather, a cloudy grey day;'
        'de: bedeckter himmel, grauer himmel, ein trüber tag; fr: ciel couvert, ciel gris, un jour gris; es: cielo nublado, cielo gris, cielo cubierto, un día gris; ne: बदली; hi: बादलों भरा आसमान, धूसर आकाश; ja: 曇り空, 曇天; zh: 阴天, 灰色的天空'), (
        'en: under an overcast sky, under a grey sky, under a gray sky, on an overcast day, on a dull day, on a grey day, in overcast weather;'
        'de: unter grauem himmel, bei bedecktem himmel; fr: sous un ciel couvert, sous un ciel gris; es: bajo un cielo gris, bajo un cielo cubierto; hi: धूसर आकाश के नीचे; ja: 曇り空の下; zh: 阴天下')),
    _concept('clouds', 'weather', (
        'en: clouds, white clouds, cumulus clouds, scattered clouds, a partly cloudy sky, puffy clouds, drifting clouds, clouds around the peaks, cloud, broken clouds;'
        'de: wolken, weiße wolken, leicht bewölkt; fr: nuages, des nuages, nuages blancs; es: nubes, nubes blancas, unas nubes; ne: बादल; hi: बादल, सफेद बादल; ja: 雲, 白い雲; zh: 云, 白云, 多云, 雲'), (
        'en: with clouds, among clouds, under scattered clouds, with white clouds, under a partly cloudy sky, with some clouds, between clouds;'
        'de: mit wolken, unter weißen wolken; fr: avec des nuages, dans les nuages; es: con nubes, entre nubes; ne: बादलसँग; hi: बादलों के साथ; ja: 雲のある; zh: 白云下')),
    _concept('clear', 'weather', (
        'en: a clear sky, clear sky, a cloudless sky, clear weather, perfect weather, clear air, not a cloud in the sky, fine weather, good visibility, a cloudless day;'
        'de: klarer himmel, wolkenloser himmel, schönes wetter; fr: ciel clair, ciel dégagé, beau temps; es: cielo despejado, cielo claro, buen tiempo; ne: सफा आकाश, खुला मौसम; hi: साफ आसमान, साफ मौसम; ja: 晴れ, 快晴, 晴天; zh: 晴天, 晴空, 万里无云'), (
        'en: under a clear sky, in clear weather, on a clear day, under a cloudless sky, in fine weather, with a clear sky, in perfect weather;'
        'de: bei klarem himmel, bei schönem wetter, unter wolkenlosem himmel; fr: par beau temps, sous un ciel dégagé; es: con cielo despejado, bajo un cielo despejado; hi: साफ आसमान के नीचे; ja: 快晴の; zh: 晴空下')),
    _concept('daytime fair', 'weather', (
        'en: a sunny day, blue sky, sunshine, a bright day, sunny weather, sunny, a bright sunny day; de: ein sonniger tag, blauer himmel, sonnenschein, sonnig; fr: une journée ensoleillée, ciel bleu, soleil;'
        'es: un día soleado, cielo azul, sol; ne: घमाइलो दिन, निलो आकाश; hi: धूप वाला दिन, नीला आसमान; ja: 青空, 晴れた日; zh: 蓝天, 阳光明媚, 藍天'), (
        'en: on a sunny day, under a blue sky, in sunshine, in bright sunshine, in sunny weather, in the sun; de: bei sonnenschein, unter blauem himmel, an einem sonnigen tag; fr: sous un ciel bleu, au soleil;'
        'es: bajo un cielo azul, en un día soleado; ne: निलो आकाशमुनि; hi: नीले आसमान के नीचे; ja: 青空の下; zh: 蓝天下')),
    _concept('bad_weather', 'weather', (
        'en: bad weather, rough weather, no view, poor weather, nasty weather; de: schlechtes wetter; fr: mauvais temps; es: mal tiempo; ne: खराब मौसम; hi: खराब मौसम; ja: 悪天候; zh: 坏天气, 恶劣天气'), (
        'en: in bad weather, in poor weather, in rough weather; de: bei schlechtem wetter; fr: par mauvais temps; es: con mal tiempo; hi: खराब मौसम में; ja: 悪天候の; zh: 坏天气中')),
    # ---- hours
    _concept('night', 'hour', (
        'en: night, a night scene, night time, darkness, the dark of night, night photo, nighttime, dark night, night sky, late at night; de: nacht, nachtaufnahme, nachthimmel, dunkelheit; fr: nuit, une scène de nuit, ciel nocturne;'
        'es: noche, una escena nocturna, cielo nocturno; ne: रात; hi: रात, रात का दृश्य; ja: 夜, 夜景, 夜空; zh: 夜晚, 夜景, 夜空, 夜'), (
        'en: at night, by night, in the night, in the dark, after dark, under the night sky, in the moonlight, by moonlight; de: bei nacht, nachts, in der nacht; fr: la nuit, de nuit, dans la nuit; es: de noche, por la noche, en la noche;'
        'ne: रातमा; hi: रात में; ja: 夜の; zh: 夜晚的, 夜里')),
    _concept('night fair', 'hour', (
        'en: stars, a starry sky, starry night, the milky way, starlight, a sky full of stars, stars in the sky, star filled sky; de: sterne, sternenhimmel, milchstraße, sternklare nacht; fr: étoiles, ciel étoilé, voie lactée, nuit étoilée;'
        'es: estrellas, cielo estrellado, vía láctea, noche estrellada; ne: तारा, ताराहरू; hi: तारे, तारों भरा आकाश; ja: 星, 星空, 天の川; zh: 星星, 星空, 银河'), (
        'en: under the stars, under a starry sky, with stars, beneath the stars, under the milky way, on a starry night; de: unter sternen, unter dem sternenhimmel; fr: sous les étoiles, sous un ciel étoilé; es: bajo las estrellas, bajo un cielo estrellado;'
        'ne: तारामुनि; hi: तारों के नीचे; ja: 星空の下; zh: 星空下')),
    _concept('dawn', 'hour', (
        'en: dawn, sunrise, daybreak, first light, early morning light, the break of day, before sunrise, early morning; de: morgendämmerung, sonnenaufgang, tagesanbruch; fr: aube, lever du soleil, lever de soleil, aurore;'
        'es: amanecer, alba, salida del sol; ne: बिहानी, सूर्योदय; hi: भोर, सूर्योदय; ja: 夜明け, 日の出; zh: 黎明, 日出, 拂晓'), (
        'en: at dawn, at sunrise, at daybreak, at first light, before sunrise, early in the morning, in the early morning; de: in der morgendämmerung, bei sonnenaufgang, früh am morgen; fr: à l’aube, au lever du soleil, au petit matin;'
        'es: al amanecer, al alba; ne: सूर्योदयमा; hi: भोर में, सूर्योदय के समय; ja: 夜明けの, 日の出の; zh: 黎明时, 日出时')),
    _concept('alpenglow', 'hour', (
        'en: alpenglow, glowing peaks, pink peaks, mountains glowing pink, golden peaks, glowing summit, red glow on the snow, mountains on fire, burning peaks; de: alpenglühen, glühende gipfel; fr: embrasement des cimes, lueur alpine, sommets dorés;'
        'es: resplandor alpino, cumbres doradas; ne: सुनौलो हिमाल; hi: सुनहरी चोटियाँ; ja: モルゲンロート, アーベントロート; zh: 日照金山, 金山'), (
        'en: in alpenglow, in the alpenglow, glowing pink, in the last rays of the sun, in the first rays of the sun, with golden peaks; de: im alpenglühen, im letzten sonnenlicht; fr: dans la lueur alpine, aux derniers rayons;'
        'es: con resplandor alpino, con los últimos rayos; ja: モルゲンロートの; zh: 日照金山的')),
    _concept('sunset', 'hour', (
        'en: sunset, a sunset, setting sun, evening sun, sundown, evening light, orange sky, evening glow, the sun going down, red sky in the evening; de: sonnenuntergang, abendsonne, abendlicht, abendrot; fr: coucher de soleil, soleil couchant, lumière du soir;'
        'es: puesta de sol, atardecer, ocaso; ne: सूर्यास्त; hi: सूर्यास्त, शाम; ja: 夕焼け, 夕日, 日没; zh: 日落, 夕阳, 晚霞'), (
        'en: at sunset, in the evening sun, at sundown, in the evening light, in the evening, as the sun sets, in the setting sun; de: bei sonnenuntergang, im abendlicht, am abend; fr: au coucher du soleil, au soleil couchant, le soir;'
        'es: al atardecer, en la puesta de sol, al ocaso; ne: सूर्यास्तमा; hi: सूर्यास्त के समय, शाम को; ja: 夕焼けの, 夕日の; zh: 日落时, 夕阳下')),
    _concept('dusk', 'hour', (
        'en: dusk, nightfall, late dusk, after sunset, the blue hour, gloaming; de: abenddämmerung, blaue stunde; fr: crépuscule, heure bleue, tombée de la nuit; es: anochecer, crepúsculo, hora azul;'
        'ne: साँझ; hi: गोधूलि, सांझ; ja: 夕暮れ, 黄昏; zh: 黄昏, 暮色'), (
        'en: at dusk, at nightfall, after sunset, in the blue hour, in the dusk; de: in der abenddämmerung, zur blauen stunde; fr: au crépuscule, à la tombée de la nuit; es: al anochecer, en el crepúsculo;'
        'ne: साँझमा; hi: सांझ को; ja: 夕暮れの; zh: 黄昏时')),
    _concept('twilight', 'hour', 'en: twilight, dim light, half light; de: dämmerung, dämmerlicht; fr: pénombre; es: penumbra; ja: 薄明; zh: 暮光', 'en: in the twilight, at twilight, in dim light; de: im dämmerlicht; fr: dans la pénombre; ja: 薄明の'),
    _concept('warm_light', 'hour', 'en: golden hour, warm light, golden light, warm evening light; de: goldene stunde, warmes licht; fr: heure dorée, lumière dorée; es: hora dorada, luz dorada; zh: 金色的光; ja: 黄金の光', 'en: in golden light, in warm light, at golden hour, in the golden hour; de: in warmem licht; fr: dans la lumière dorée; es: con luz dorada'),
    _concept('morning', 'hour', 'en: morning, morning light, morning sun, a morning in the mountains; de: morgen, morgenlicht; fr: matin, lumière du matin; es: mañana, luz de la mañana; ne: बिहान; hi: सुबह; ja: 朝; zh: 早晨, 早上', 'en: in the morning, in morning light, in the morning sun; de: am morgen, im morgenlicht; fr: le matin; es: por la mañana; ne: बिहान; hi: सुबह; ja: 朝の; zh: 早晨的'),
    _concept('noon', 'hour', 'en: noon, midday, midday sun; de: mittag, mittagssonne; fr: midi; es: mediodía; hi: दोपहर; ja: 正午, 昼; zh: 中午, 正午', 'en: at noon, at midday, in the midday sun; de: am mittag, mittags; fr: à midi; es: al mediodía; hi: दोपहर में; ja: 昼の; zh: 中午的'),
    _concept('afternoon', 'hour', 'en: afternoon, afternoon light, afternoon sun; de: nachmittag; fr: après-midi; es: tarde; ne: दिउँसो; ja: 午後; zh: 下午', 'en: in the afternoon, in afternoon light; de: am nachmittag; fr: l’après-midi; es: por la tarde; ja: 午後の; zh: 下午的'),
    _concept('daytime', 'hour', 'en: day, daylight, daytime, broad daylight; de: tag, tageslicht; fr: jour, plein jour; es: día, luz del día; ne: दिन; hi: दिन; ja: 昼間, 日中; zh: 白天', 'en: by day, in daylight, during the day, in the daytime; de: bei tag, bei tageslicht; fr: en plein jour, de jour; es: de día; hi: दिन में; ja: 昼間の; zh: 白天的'),
]  # fmt: skip
