import { type Culture, names, places } from './culture.js';

export const western: readonly Culture[] = [
  {
    share: 24,
    female: names(
      'Marie,Camille,Léa,Chloé,Inès,Manon,Élodie,Aurélie,Zoé,Françoise,Anaïs,Margaux,Noémie,Hélène,Maëlle,Anne-Sophie,Marie-Thérèse',
    ),
    male: names(
      'Jean,Louis,Hugo,Théo,François,Étienne,Loïc,Gaël,Rémi,Jérôme,Benoît,Raphaël,Cédric,Jean-Baptiste,Mathéo,Noël,Aimé',
    ),
    last: names(
      'Dupont,Lefèvre,Moreau,Girard,Lambert,Bérenger,Chevalier,Gauthier,Perrin,Noël,Béchard,d’Artagnan,de la Tour,Le Goff,L’Hôte,Saint-Martin,Garçon,Crémieux',
    ),
    salutation: { female: 'Madame', male: 'Monsieur' },
    places: places(
      'Paris|Île-de-France|7500#;Lyon|Auvergne-Rhône-Alpes|6900#;Marseille|Provence-Alpes-Côte d’Azur|1300#;Saint-Étienne|Auvergne-Rhône-Alpes|4200#;Nîmes|Occitanie|3000#;Besançon|Bourgogne-Franche-Comté|2500#;Brest|Bretagne|2920#',
    ),
    streets: [
      'rue de la République',
      'avenue Foch',
      'boulevard Saint-Michel',
      'place de l’Église',
      'chemin des Écoliers',
      'allée des Tilleuls',
    ],
    numberFirst: true,
    country: 'France',
    domains: ['example.com', 'courriel.example', 'poste.example'],
    mobile: '+33 6 39 98 ## ##',
    landline: '+33 1 99 00 ## ##',
    language: 2,
  },
  {
    share: 16,
    female: names(
      'Anna,Lena,Katharina,Sabine,Jürgen-Maria,Käthe,Ursula,Hannelore,Leonie,Zoë,Mia,Brünhild,Heike,Svenja,Grete',
    ),
    male: names(
      'Lukas,Jürgen,Björn,Götz,Matthias,Karl-Heinz,Jörg,Felix,Günther,Maximilian,Uwe,Tilman,Hans-Jörg,Sören,Wolfgang',
    ),
    last: names(
      'Müller,Schröder,Weiß,Schäfer,Großmann,von der Heide,Köhler,Krämer,Zimmermann,Vogel,Kühn,Böhm,Freiherr von Ölschläger,Strauß,Lang,Meier-Lüdenscheidt',
    ),
    salutation: { female: 'Frau', male: 'Herr' },
    places: places(
      'Berlin||10###;München|Bayern|80###;Köln|Nordrhein-Westfalen|50###;Düsseldorf|Nordrhein-Westfalen|40###;Lübeck|Schleswig-Holstein|235##;Görlitz|Sachsen|028##;Wien|Österreich|10##',
    ),
    streets: ['Hauptstraße', 'Goethestraße', 'Am Mühlbach', 'Königsallee', 'Lindenweg', 'Bahnhofstr.'],
    numberFirst: false,
    country: 'Deutschland',
    domains: ['example.net', 'brief.example', 'nachricht.example'],
    mobile: '+49 176 0404 ####',
    landline: '+49 30 23125 ###',
    language: 3,
  },
  {
    share: 22,
    female: names(
      'Olivia,Emma,Charlotte,Siân,Aoife,Grace,Zara,Mary-Ann,Phoebe,Niamh,Ruth,Jacqueline,Priya,Chidinma,D’Arcy',
    ),
    male: names('Oliver,James,Noah,Seán,Rhys,William,Kwame,Ethan,Arjun,Mohammed,Tadhg,George,Alfie,Desmond,O’Shea'),
    last: names(
      'Smith,O’Connor,Taylor,Brown,McDonald,Fitzgerald,Patel,Okafor,Evans,Wright,St. John,Featherstonehaugh,Khan,Ng,Hughes-Williams,Clarke',
    ),
    salutation: { female: 'Ms', male: 'Mr' },
    places: places(
      'London|Greater London|SW1A #@@;Manchester|Greater Manchester|M# #@@;Bristol||BS# #@@;Edinburgh|Scotland|EH# #@@;Cardiff|Wales|CF## #@@;Stow-on-the-Wold|Gloucestershire|GL54 #@@',
    ),
    streets: ['High Street', 'Church Lane', 'Victoria Road', 'St. Mary’s Close', 'Station Road', 'The Green'],
    numberFirst: true,
    country: 'United Kingdom',
    domains: ['example.org', 'post.example', 'mail.example'],
    mobile: '+44 7700 900###',
    landline: '+44 20 7946 0###',
    language: 1,
  },
  {
    share: 10,
    female: names('Emily,Madison,Ashley,Jessica,Guadalupe,Sofía,Latoya,Mei,Hannah,Shanice,Dakota'),
    male: names('Michael,Tyler,José,DeShawn,Austin,Jacob,Wei,Ángel,Brandon,Carlos,Dakota'),
    last: names('Johnson,Martinez,Nguyen,Garcia,Anderson,Kim,Washington,O’Brien,Kowalski,Begay,Van Buren,McAllister'),
    salutation: { female: 'Ms.', male: 'Mr.' },
    places: places(
      'New York|NY|100##;San José|CA|951##;Austin|TX|787##;Chicago|IL|606##;Coeur d’Alene|ID|8381#;Portland|ME|041##',
    ),
    streets: ['Main St', 'Elm Street', '5th Avenue', 'Martin Luther King Jr. Blvd', 'Oak Ridge Rd'],
    numberFirst: true,
    country: 'United States',
    domains: ['example.com', 'inbox.example'],
    mobile: '+1 202 555 01##',
    landline: '+1 312 555 01##',
    language: 1,
  },
];
