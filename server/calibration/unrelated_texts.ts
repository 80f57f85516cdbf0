/** Languages that have unrelated texts of their own, as ISO 639-1 says them. */
export const NULL_LANGUAGES = ['en', 'de', 'fr', 'es', 'zh', 'ja', 'hi', 'ne'] as const;
export type NullLanguage = (typeof NULL_LANGUAGES)[number];

const TEXTS: Record<NullLanguage, string> = {
  en: `tax return form; a dentist's chair; MRI scan of a brain; stock market chart; printed circuit board; robot arm in a factory;
    ballet dancers on a stage; grand piano; opera singer; football stadium under floodlights; ice hockey goalkeeper; swimming lanes;
    bowling alley; chessboard; hand of poker cards; slot machines in a casino; roller coaster; Ferris wheel; circus clown; submarine;
    oil platform in the sea; container port with cranes; lighthouse on the coast; sailing regatta; coral reef with fish;
    whale jumping out of the sea; penguins; kangaroo; elephants by a waterhole; zebra; octopus; lobster on a plate; sushi;
    birthday cake with candles; pizza in an oven; red wine in a glass; hamburger and fries; supermarket shelf; shopping mall;
    hair salon; bride in a white dress; high heels; lipstick; a golden wristwatch; subway station; tram in the city; racing car;
    motorway at rush hour; gas station at night; departure board at the airport; skyscrapers downtown; inside an elevator;
    office cubicles; computer keyboard; video game screenshot; newspaper page; formulas on a blackboard; passport; courtroom;
    surgeons in an operating room; baby in a crib; toilet; dirty dishes in the sink; tulips in front of a windmill`,
  de: `Steuererklärung; ein Zahnarztstuhl; MRT-Aufnahme eines Gehirns; Börsenkurs; Leiterplatte; Roboterarm in einer Fabrik;
    Balletttänzer auf einer Bühne; Konzertflügel; Opernsängerin; Fußballstadion im Flutlicht; Eishockeytorwart; Schwimmbahnen;
    Kegelbahn; Schachbrett; Pokerkarten in der Hand; Spielautomaten im Casino; Achterbahn; Riesenrad; Zirkusclown; U-Boot;
    Bohrinsel im Meer; Containerhafen mit Kränen; Leuchtturm an der Küste; Segelregatta; Korallenriff mit Fischen;
    Wal springt aus dem Meer; Pinguine; Känguru; Elefanten am Wasserloch; Zebra; Krake; Hummer auf einem Teller; Sushi;
    Geburtstagstorte mit Kerzen; Pizza im Ofen; Rotwein im Glas; Hamburger mit Pommes; Supermarktregal; Einkaufszentrum;
    Friseursalon; Braut im weißen Kleid; Stöckelschuhe; Lippenstift; eine goldene Armbanduhr; U-Bahn-Station; Straßenbahn; Rennwagen;
    Autobahn im Berufsverkehr; Tankstelle bei Nacht; Abflugtafel am Flughafen; Wolkenkratzer in der Innenstadt; im Aufzug;
    Großraumbüro; Computertastatur; Bild aus einem Videospiel; Zeitungsseite; Formeln an der Tafel; Reisepass; Gerichtssaal;
    Chirurgen im Operationssaal; Baby im Gitterbett; Toilette; schmutziges Geschirr in der Spüle; Tulpen vor einer Windmühle`,
  fr: `déclaration d'impôts; un fauteuil de dentiste; IRM d'un cerveau; cours de la bourse; circuit imprimé; bras robotisé dans une usine;
    danseurs de ballet sur scène; piano à queue; chanteuse d'opéra; stade de football éclairé; gardien de hockey; couloirs de natation;
    piste de bowling; échiquier; cartes de poker en main; machines à sous au casino; montagnes russes; grande roue; clown de cirque;
    sous-marin; plateforme pétrolière en mer; port à conteneurs avec des grues; phare sur la côte; régate de voiliers;
    récif de corail avec des poissons; baleine qui saute hors de la mer; manchots; kangourou; éléphants au point d'eau; zèbre; pieuvre;
    homard sur une assiette; sushis; gâteau d'anniversaire avec des bougies; pizza au four; vin rouge dans un verre;
    hamburger et frites; rayon de supermarché; centre commercial; salon de coiffure; mariée en robe blanche; talons aiguilles;
    rouge à lèvres; une montre en or; station de métro; tramway en ville; voiture de course; autoroute aux heures de pointe;
    station-service la nuit; tableau des départs à l'aéroport; gratte-ciel du centre-ville; dans un ascenseur; bureaux cloisonnés;
    clavier d'ordinateur; capture d'un jeu vidéo; page de journal; formules au tableau noir; passeport; salle d'audience;
    chirurgiens au bloc opératoire; bébé dans un berceau; toilettes; vaisselle sale dans l'évier; tulipes devant un moulin à vent`,
  es: `declaración de impuestos; un sillón de dentista; resonancia de un cerebro; gráfico de la bolsa; placa de circuito impreso;
    brazo robótico en una fábrica; bailarines de ballet en el escenario; piano de cola; cantante de ópera; estadio de fútbol iluminado;
    portero de hockey sobre hielo; calles de natación; bolera; tablero de ajedrez; cartas de póquer en la mano;
    máquinas tragaperras en el casino; montaña rusa; noria; payaso de circo; submarino; plataforma petrolífera en el mar;
    puerto de contenedores con grúas; faro en la costa; regata de veleros; arrecife de coral con peces; ballena saltando del mar;
    pingüinos; canguro; elefantes junto a una charca; cebra; pulpo; langosta en un plato; sushi; tarta de cumpleaños con velas;
    pizza en el horno; vino tinto en una copa; hamburguesa con patatas fritas; estante de supermercado; centro comercial; peluquería;
    novia con vestido blanco; zapatos de tacón; pintalabios; un reloj de pulsera dorado; estación de metro; tranvía en la ciudad;
    coche de carreras; autopista en hora punta; gasolinera de noche; panel de salidas del aeropuerto; rascacielos del centro;
    dentro de un ascensor; cubículos de oficina; teclado de ordenador; captura de un videojuego; página de periódico;
    fórmulas en la pizarra; pasaporte; sala de un tribunal; cirujanos en el quirófano; bebé en una cuna; inodoro;
    platos sucios en el fregadero; tulipanes delante de un molino`,
  zh: `纳税申报表; 牙科椅; 大脑核磁共振图像; 股市走势图; 印刷电路板; 工厂里的机械臂; 舞台上的芭蕾舞者; 三角钢琴; 歌剧演员; 灯光下的足球场;
    冰球守门员; 游泳赛道; 保龄球馆; 国际象棋棋盘; 手中的扑克牌; 赌场里的老虎机; 过山车; 摩天轮; 马戏团小丑; 潜水艇; 海上石油平台; 集装箱码头的起重机;
    海岸边的灯塔; 帆船比赛; 珊瑚礁和鱼; 跃出海面的鲸鱼; 企鹅; 袋鼠; 水塘边的大象; 斑马; 章鱼; 盘子里的龙虾; 寿司; 插着蜡烛的生日蛋糕; 烤箱里的披萨;
    一杯红酒; 汉堡和薯条; 超市货架; 购物中心; 理发店; 穿白色婚纱的新娘; 高跟鞋; 口红; 金色手表; 地铁站; 城市里的有轨电车; 赛车; 高峰时段的高速公路;
    夜里的加油站; 机场的航班显示屏; 市中心的摩天大楼; 电梯里; 办公室隔间; 电脑键盘; 电子游戏截图; 报纸版面; 黑板上的公式; 护照; 法庭; 手术室里的外科医生;
    婴儿床里的婴儿; 马桶; 水槽里的脏盘子; 风车前的郁金香`,
  ja: `確定申告の書類; 歯医者の椅子; 脳のMRI画像; 株価チャート; プリント基板; 工場のロボットアーム; 舞台のバレエダンサー; グランドピアノ; オペラ歌手;
    照明に照らされたサッカースタジアム; アイスホッケーのゴールキーパー; 競泳のレーン; ボウリング場; チェス盤; 手に持ったトランプ; カジノのスロットマシン;
    ジェットコースター; 観覧車; サーカスのピエロ; 潜水艦; 海上の石油プラットフォーム; コンテナ港のクレーン; 海岸の灯台; ヨットレース; サンゴ礁と魚;
    海から跳び上がるクジラ; ペンギン; カンガルー; 水場のゾウ; シマウマ; タコ; 皿の上のロブスター; 寿司; ろうそくを立てた誕生日ケーキ; オーブンの中のピザ;
    グラスの赤ワイン; ハンバーガーとポテト; スーパーの棚; ショッピングモール; 美容室; 白いドレスの花嫁; ハイヒール; 口紅; 金の腕時計; 地下鉄の駅;
    街を走る路面電車; レーシングカー; ラッシュ時の高速道路; 夜のガソリンスタンド; 空港の出発案内板; 都心の高層ビル; エレベーターの中; オフィスの仕切り席;
    パソコンのキーボード; ビデオゲームの画面; 新聞の紙面; 黒板の数式; パスポート; 法廷; 手術室の外科医; ベビーベッドの赤ちゃん; トイレの便器;
    流しの汚れた皿; 風車の前のチューリップ`,
  hi: `आयकर रिटर्न फॉर्म; दंत चिकित्सक की कुर्सी; मस्तिष्क का एमआरआई; शेयर बाज़ार का चार्ट; प्रिंटेड सर्किट बोर्ड; कारखाने में रोबोट की बांह;
    मंच पर बैले नर्तक; ग्रैंड पियानो; ओपेरा गायिका; रोशनी में फुटबॉल स्टेडियम; आइस हॉकी का गोलकीपर; तैराकी की लेन; बॉलिंग एली; शतरंज की बिसात;
    हाथ में ताश के पत्ते; कैसीनो में स्लॉट मशीन; रोलर कोस्टर; फेरिस व्हील; सर्कस का जोकर; पनडुब्बी; समुद्र में तेल का प्लेटफॉर्म;
    कंटेनर बंदरगाह की क्रेनें; तट पर प्रकाशस्तंभ; नौकायन प्रतियोगिता; मूंगे की चट्टान और मछलियां; समुद्र से उछलती व्हेल; पेंगुइन; कंगारू;
    तालाब के पास हाथी; ज़ेबरा; ऑक्टोपस; प्लेट में झींगा; सुशी; मोमबत्तियों वाला जन्मदिन का केक; ओवन में पिज़्ज़ा; गिलास में रेड वाइन;
    बर्गर और फ्राइज़; सुपरमार्केट की शेल्फ; शॉपिंग मॉल; नाई की दुकान; सफेद पोशाक में दुल्हन; ऊंची एड़ी के जूते; लिपस्टिक; सोने की कलाई घड़ी;
    मेट्रो स्टेशन; शहर में ट्राम; रेसिंग कार; भीड़भाड़ वाला हाईवे; रात में पेट्रोल पंप; हवाई अड्डे का प्रस्थान बोर्ड; शहर की गगनचुंबी इमारतें;
    लिफ्ट के अंदर; दफ्तर के क्यूबिकल; कंप्यूटर का कीबोर्ड; वीडियो गेम का स्क्रीनशॉट; अखबार का पन्ना; ब्लैकबोर्ड पर सूत्र; पासपोर्ट; अदालत का कमरा;
    ऑपरेशन थिएटर में सर्जन; पालने में शिशु; शौचालय; सिंक में गंदे बर्तन; पवनचक्की के सामने ट्यूलिप`,
  ne: `आयकर विवरण फाराम; दन्त चिकित्सकको कुर्सी; मस्तिष्कको एमआरआई; सेयर बजारको चार्ट; छापिएको सर्किट बोर्ड; कारखानामा रोबोटको हात;
    मञ्चमा ब्याले नर्तकहरू; ग्रान्ड पियानो; ओपेरा गायिका; बत्तीले उज्यालो फुटबल रंगशाला; आइस हकीको गोलरक्षक; पौडीका लेनहरू; बलिङ खेल्ने ठाउँ;
    बुद्धिचालको बोर्ड; हातमा तासका पत्ती; क्यासिनोको स्लट मेसिन; रोलर कोस्टर; ठूलो पिङ चक्का; सर्कसको जोकर; पनडुब्बी; समुद्रमा तेलको प्लेटफर्म;
    कन्टेनर बन्दरगाहका क्रेनहरू; समुद्र किनारको प्रकाशस्तम्भ; पाल डुङ्गाको दौड; कोरल र माछाहरू; समुद्रबाट उफ्रिएको ह्वेल; पेन्गुइनहरू; कङ्गारु;
    पोखरी छेउका हात्तीहरू; जेब्रा; अक्टोपस; थालमा लब्स्टर; सुशी; मैनबत्ती भएको जन्मदिनको केक; चुल्होमा पिज्जा; गिलासमा रातो वाइन;
    बर्गर र फ्राइज; सुपरमार्केटको तखता; किनमेल केन्द्र; कपाल काट्ने पसल; सेतो पोशाकमा दुलही; अग्लो कुर्कुच्चा भएका जुत्ता; लिपिस्टिक;
    सुनको नाडी घडी; भूमिगत रेल स्टेसन; सहरमा ट्राम; रेसिङ कार; भीडभाड भएको राजमार्ग; राति पेट्रोल पम्प; विमानस्थलको उडान सूचना पाटी;
    सहरका गगनचुम्बी भवनहरू; लिफ्ट भित्र; कार्यालयका कोठाहरू; कम्प्युटरको किबोर्ड; भिडियो गेमको दृश्य; अखबारको पाना; कालोपाटीमा सूत्रहरू; राहदानी;
    अदालतको कोठा; अपरेसन कक्षमा शल्यचिकित्सकहरू; कोक्रोमा शिशु; शौचालय; सिंकमा फोहोर भाँडा; हावा चक्की अगाडि ट्युलिप फूल`,
};

/** A text about something that no library of mountain photos holds. */
export interface UnrelatedText {
  language: NullLanguage;
  text: string;
}

/**
 * 64 texts in each of 8 languages, the same things in each. What they find in a library is what chance finds
 * (null_scale.ts). Increase NULL_TEXTS_VERSION when any of them changes: calibrations are then made anew.
 */
export const UNRELATED_TEXTS: readonly UnrelatedText[] = NULL_LANGUAGES.flatMap((language) =>
  TEXTS[language].split(';').map((text) => ({ language, text: text.trim() }))
);
export const NULL_TEXTS_VERSION = 1;
