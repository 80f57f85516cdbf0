"""The strings the golden token ids are made of: real sentences in many languages, and what people and programs type by accident."""

import random

# A mountain sentence or two per language, written for this file. First the language's name.
SENTENCES = {
    "English": ["A photo of Ama Dablam at sunrise, with prayer flags in the wind.", "Yaks crossing a suspension bridge above the river"],
    "German": ["Das Matterhorn spiegelt sich im stillen See.", "Größere Gletscherspalten müssen überquert werden!"],
    "French": ["Coucher de soleil sur l’aiguille du Midi, vue du refuge.", "Où est passé le sentier enneigé ?"],
    "Italian": ["Le Tre Cime di Lavaredo sono così belle all'alba.", "Perché la nebbia copre già la valle?"],
    "Spanish": ["Una cabaña pequeña al pie del volcán Ojos del Salado.", "¿Dónde está el campamento base? ¡Allí!"],
    "Portuguese": ["Trilha íngreme até o topo da montanha ao amanhecer.", "Não há neve no verão; só pedras."],
    "Dutch": ["De bergbeklimmers rusten bij de hut aan het meer.", "Een ijzig koude nacht onder de sterren"],
    "Swedish": ["Fjällvandring över höga pass i snöstorm.", "Röda stugor på ängen nedanför berget"],
    "Norwegian": ["Tåke over fjorden og bratte fjell på begge sider.", "Blå isbre i kveldslys"],
    "Danish": ["En gruppe vandrere på vej mod bjergtoppen.", "Smørblomster ved søen"],
    "Finnish": ["Lumihuippuinen vuori heijastuu tyyneen järveen.", "Vaellusreitti kulkee mäntymetsän läpi"],
    "Icelandic": ["Jökullinn skríður hægt niður að sjónum.", "Þoka liggur yfir fjallinu í dag"],
    "Polish": ["Zachód słońca nad Tatrami widziany z przełęczy.", "Żółte namioty obozu bazowego"],
    "Czech": ["Horská chata pod příkrým štítem v zimě.", "Řeka teče údolím mezi skalami"],
    "Slovak": ["Kriváň za úsvitu pokrytý čerstvým snehom.", "Ľadovec a štíty"],
    "Hungarian": ["Hegymászók a gerincen, erős szélben.", "Őszi erdő és kőszirt a tó fölött"],
    "Romanian": ["Creasta înzăpezită a munților Făgăraș.", "Turmă de oi lângă stână și țărm"],
    "Croatian": ["Planinarski dom ispod vrha Velebita.", "Čisto nebo, šuma i žuta trava"],
    "Slovenian": ["Triglav v jutranji zarji nad dolino.", "Žičnica čez sotesko"],
    "Albanian": ["Bjeshkët e Namuna në dimër, me dëborë të re.", "Çadra pranë liqenit"],
    "Lithuanian": ["Žygeiviai kopia į kalną per rūką.", "Ąžuolai ir eglės"],
    "Latvian": ["Kalnu ezers ar ledu rīta gaismā.", "Šaura taka gar klinti"],
    "Estonian": ["Õhtune valgus lumistel tippudel.", "Köisraudtee üle kuristiku"],
    "Turkish": ["Ağrı Dağı’nın karlı zirvesi ve İshak Paşa Sarayı.", "ILIK RÜZGÂR, IŞIK VE İNCE KAR"],
    "Greek": ["Ο Όλυμπος το ηλιοβασίλεμα, πάνω από τα σύννεφα.", "ΟΔΟΣ ΠΡΟΣ ΤΟ ΒΟΥΝΟ ΤΟΥ ΘΕΟΥ ΔΙΑΣ"],
    "Russian": ["Эльбрус на рассвете, вид с перевала.", "Верёвочный мост через бурную реку"],
    "Ukrainian": ["Говерла вкрита снігом, їжак біля стежки.", "Захід сонця над полониною"],
    "Bulgarian": ["Връх Мусала през зимата, леден вятър.", "Хижа край езерото"],
    "Serbian": ["Планинари на гребену у магли.", "Ђак и љубичица поред потока"],
    "Georgian": ["უშბა მზის ჩასვლისას, სვანეთის კოშკებთან.", "მყინვარი და მთის ტბა"],
    "Armenian": ["Արարատ լեռը ձյունով պատված առավոտյան։", "Վանքը ժայռի վրա"],
    "Hebrew": ["הר החרמון מכוסה שלג בזריחה.", "מטיילים על גשר חבלים"],
    "Arabic": ["جبل توبقال مغطى بالثلوج عند الغروب.", "قافلة من البغال تعبر الجسر"],
    "Persian": ["کوه دماوند در سپیده‌دم با ابرهای صورتی.", "پناهگاه سنگی کنار دریاچه"],
    "Urdu": ["کے ٹو کی چوٹی پر غروبِ آفتاب۔", "برفانی تودے کے نیچے خیمے"],
    "Hindi": ["एवरेस्ट आधार शिविर से सूर्योदय का दृश्य।", "झूला पुल पार करते याक"],
    "Nepali": ["सगरमाथा र ल्होत्सेको बिहानी दृश्य।", "अमा दब्लम हिमाल र लुङ्दर झण्डाहरू"],
    "Bengali": ["কাঞ্চনজঙ্ঘার চূড়ায় প্রথম আলো।", "পাহাড়ি নদীর উপর ঝুলন্ত সেতু"],
    "Punjabi": ["ਬਰਫ਼ ਨਾਲ ਢਕੀਆਂ ਪਹਾੜੀਆਂ ਅਤੇ ਨੀਲਾ ਅਸਮਾਨ।"],
    "Gujarati": ["ગિરનાર પર્વત પર સૂર્યાસ્ત અને વાદળો."],
    "Tamil": ["பனி மூடிய மலை உச்சியில் சூரிய உதயம்."],
    "Telugu": ["మంచుతో కప్పబడిన పర్వతం, ఉదయపు కాంతిలో."],
    "Kannada": ["ಮಂಜಿನ ಬೆಟ್ಟದ ಮೇಲೆ ಸೂರ್ಯೋದಯ."],
    "Malayalam": ["മഞ്ഞുമൂടിയ കൊടുമുടിയും നീലത്തടാകവും."],
    "Sinhala": ["හිම වැසුණු කඳු මුදුන සහ නිල් අහස."],
    "Thai": ["ภูเขาหิมะยามพระอาทิตย์ขึ้นเหนือทะเลหมอก", "สะพานแขวนข้ามแม่น้ำ"],
    "Lao": ["ພູຜາທີ່ປົກຄຸມດ້ວຍໝອກໃນຕອນເຊົ້າ"],
    "Khmer": ["ភ្នំដែលគ្របដណ្តប់ដោយពពកនៅពេលព្រឹក"],
    "Burmese": ["နှင်းဖုံးတောင်ထိပ်ပေါ်က နေထွက်ချိန်"],
    "Tibetan": ["ཇོ་མོ་གླང་མ་ཉི་མ་ཤར་དུས།", "དར་ལྕོག་དང་གངས་རི།"],
    "Dzongkha": ["གངས་དཀར་ཕུན་གསུམ།"],
    "Chinese (simplified)": ["珠穆朗玛峰日出,经幡在风中飘扬。", "冰川下的蓝色湖泊和帐篷"],
    "Chinese (traditional)": ["馬特洪峰倒映在湖中。", "吊橋上的犛牛隊伍"],
    "Japanese": ["夜明けのアマ・ダブラムと祈祷旗。", "吊り橋を渡るヤクのキャラバン、ヒマラヤにて"],
    "Korean": ["에베레스트 베이스캠프의 일출과 기도 깃발.", "빙하 아래의 푸른 호수"],
    "Mongolian": ["Цаст уулын орой дээрх нар жаргалт.", "ᠮᠣᠩᠭᠣᠯ ᠠᠭᠤᠯᠠ"],
    "Vietnamese": ["Bình minh trên đỉnh Phan Xi Păng, mây trắng bồng bềnh.", "Cầu treo bắc qua sông"],
    "Indonesian": ["Matahari terbit di Gunung Rinjani, danau di kawah.", "Pendaki beristirahat di pondok"],
    "Swahili": ["Jua linachomoza juu ya Kilimanjaro.", "Theluji kwenye kilele cha mlima"],
    "Amharic": ["የራስ ዳሸን ተራራ በጠዋት ብርሃን።"],
    "Quechua": ["Inti lluqsimun Ausangate orqo patapi.", "Rit'i qucha q'omer"],
    "Basque": ["Anetoko elurra eta haizea gailurrean.", "Aterpea lainoaren azpian"],
    "Welsh": ["Yr Wyddfa dan eira ar fore braf.", "Llwybr cul uwchben y llyn"],
    "Irish": ["Corrán Tuathail faoi cheo ar maidin.", "Loch gorm sa ghleann"],
}

EMOJI = ["🏔️", "⛰️", "🗻", "🐂", "🧗🏽‍♀️", "👨‍👩‍👧‍👦", "🇳🇵", "🇨🇭", "❄️", "☀", "❤️‍🔥", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "👍🏿", "1️⃣", "🫎"]
BLANKS = ["", " ", "  ", "\t", "\n", "\r\n", "\u00a0", "\u3000", "\u200b", "\ufeff", " \t \n ", "\u2028", "\u2029", "\u1680", "\u202f"]
CONTROL = [chr(c) for c in [*range(0x00, 0x20), 0x7F, *range(0x80, 0xA0), 0xAD, 0x200E, 0x200F, 0x202A, 0x202E, 0x2066, 0x2069, 0xFFF9, 0xFFFD, 0xFFFE, 0xE000, 0x10FFFF, 0xE0001]]
SPECIAL = ["<eos>", "<pad>", "<bos>", "<unk>", "<mask>", "<EOS>", "<Pad>", "<0x41>", "<0x00>", "<start_of_turn>", "[CLS]", "</s>", "▁", "▁▁a", "a▁b", "##a", "<", ">", "< eos >", "x<eos>y", " <eos> ", "<eos><eos>"]
CASES = ["ΣΊΣΥΦΟΣ", "Σ", "ΑΣ ΣΑ", "İSTANBUL", "ISPARTA ılık", "STRASSE ẞ ß", "ǅungla ǈ", "ﬁn ﬂat ﬃ", "K Å Ω", "ᎠᎡᎢ ꭰ", "Ⴀⴀ Ა", "𐐀𐐨 𞤀𞤢", "ÀÉÎÕÜ", "ŊĦŦ", "ⅫⅬ ⓐⒶ", "ＡＢＣａｂｃ１２３", "𝔐𝔬𝔲𝔫𝔱", "ʼN ŉ", "ǰ ΐ ΰ", "Ⱥ Ⱦ", "Ǆ"]
ODD = ["e\u0301 vs é", "a\u0308o\u0308u\u0308", "\u1112\u1161\u11ab vs 한", "क\u094d\u200dष", "ﷺ", "🏔" + "\u200d" * 3, "\u0300\u0301 start", "x" + "\u0336" * 40, "½ ¼ ² ³ ™ № ℃", "‘’“”„«»‹›…—–", "27°59′17″N 86°55′31″E", "8848.86 m / 29,031.7 ft", "https://example.org/a?b=c&d=%20#e", "IMG_1234.HEIC", "a.b@example.org", "{\"json\": [1, 2, 3]}", "<b>bold</b> &amp; &#x27;", "SELECT * FROM photos; --", "../../etc/passwd", "C:\\Fotos\\Größe.jpg", "a\\nb \\u0041", "%s %d ${x}", "日本語とEnglishとनेपाली"]


def golden_strings(count: int = 1000) -> list[str]:
    """The fixed `count` strings, the same on every run, without repetition."""
    rng = random.Random(20261123)
    sentences = [s for many in SENTENCES.values() for s in many]
    texts = [*sentences, *(s.upper() for s in sentences), *BLANKS, *SPECIAL, *CASES, *ODD]
    texts += EMOJI + ["".join(EMOJI[:4]), *(f"{e} mountain {e}" for e in EMOJI)]
    texts += [*CONTROL, *(f"snow{c}peak" for c in CONTROL)]
    texts += [" lead", "trail ", "  two  blanks  inside  ", "tab\tin\tside", "line\nbreak\r\nhere", "no-break\u00a0space", "wide\u3000space"]
    # Over-long: by words, by one word, by bytes without a token of their own, exactly around the limit.
    texts += ["mountain " * n for n in (20, 40, 62, 63, 64, 65, 80, 200)] + ["q" * n for n in (61, 62, 63, 64, 65, 66, 400, 4000)]
    texts += ["🏔️" * n for n in (5, 9, 10, 16, 17, 100)] + ["\x01" * n for n in (62, 63, 64, 65)] + ["龘" * n for n in (20, 21, 22, 64)]
    texts += [" " * n for n in (3, 4, 31, 32, 62, 63, 64, 65, 100)] + ["\n" * n for n in (2, 63, 64)]
    unique = list(dict.fromkeys(texts))
    seen = set(unique)
    while len(unique) < count:
        kind = rng.random()
        if kind < 0.5:  # mixed scripts
            words = [rng.choice(rng.choice(sentences).split() or [""]) for _ in range(rng.randint(2, 14))]
            text = rng.choice([" ", "", "  ", "-", ", "]).join(words)
        elif kind < 0.7:  # sentences run together, often over-long
            text = " ".join(rng.sample(sentences, rng.randint(2, 6)))
        elif kind < 0.85:  # any code point at all
            text = "".join(chr(c) for c in (rng.choice([rng.randint(0x20, 0x2FF), rng.randint(0x300, 0xD7FF), rng.randint(0xE000, 0x1FBFF)]) for _ in range(rng.randint(1, 24))))
        else:  # a sentence hurt: pieces of control characters, emoji, special names thrown in
            letters = list(rng.choice(sentences))
            for _ in range(rng.randint(1, 4)):
                letters.insert(rng.randint(0, len(letters)), rng.choice([*EMOJI, *CONTROL[:40], *SPECIAL, *BLANKS[1:]]))
            text = "".join(letters)
        if text not in seen:
            seen.add(text)
            unique.append(text)
    return unique[:count]
