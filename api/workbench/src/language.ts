// What the page says, in English and French, and the language in force.

import { keep, kept } from "./storage";

export type Language = "en" | "fr";

const english = {
  run: "Run",
  runKeys: "Run the query (Ctrl+Enter)",
  stop: "Stop",
  examples: "Examples",
  share: "Share",
  code: "Python, R, curl",
  first: "Where are the expert centres?",
  format: "Tidy",
  formatKeys: "Indent the query and break its lines (Shift+Ctrl+F)",
  suggest: "Suggest",
  suggestKeys: "Suggest classes, properties and prefixes here (Ctrl+Space)",
  completeHint: "Ctrl+Space or “Suggest” lists what fits here",
  limit: "Time limit",
  seconds: "s",
  limitHelp: "Seconds that the query may take; at most {0}",
  newTab: "New query",
  closeTab: "Close {0}",
  untitled: "Query {0}",
  tabs: "Queries",
  editor: "SPARQL query",
  editorHelp: "Ctrl+Enter runs the query, Escape leaves the editor.",
  invalidLine: "Line {0} does not read as SPARQL 1.1; expected here: {1}",
  language: "Français",
  close: "Close",
  running: "Running: {0} s of at most {1} s",
  stopped: "Stopped.",
  rowsIn: "{0} row in {1} ms|{0} rows in {1} ms",
  triplesIn: "{0} triple in {1} ms|{0} triples in {1} ms",
  answeredIn: "Answered in {0} ms",
  noRows: "The query was answered, and nothing matches.",
  yes: "Yes",
  no: "No",
  failed: "The query was not answered",
  atLine: "Line {0}, column {1}",
  offline: "The endpoint cannot be reached: {0}",
  tooLarge: "The answer is longer than {0} MB, too long for this page. Download it, or add a LIMIT.",
  views: "Views of the answer",
  table: "Table",
  map: "Map",
  chart: "Chart",
  raw: "Response",
  filter: "Filter rows",
  matching: "{0} of {1} rows",
  page: "{0} to {1} of {2}",
  previous: "Previous",
  next: "Next",
  sortBy: "Sort by {0}",
  row: "row",
  download: "Download",
  downloadAs: "Format of the download",
  downloading: "Downloading…",
  copy: "Copy",
  copied: "Copied",
  copyByHand: "Select the text and copy it by hand",
  shareHelp: "Whoever opens this address sees this query. It stands after the #, which browsers do not send: no server logs it.",
  shareLabel: "Address of this query",
  codeHelp: "This query as a program: each runs as it stands.",
  searchExamples: "Search the examples",
  noExamples: "No example matches.",
  examplesMissing: "The examples cannot be had: {0}",
  mapLabel: "Map of the answer",
  mapHelp: "Arrow keys move the map, + and - zoom, Tab goes from point to point, Enter opens one.",
  notPoints: "{0} geometry is no point and is not drawn.|{0} geometries are no points and are not drawn.",
  morePoints: "{0} results here",
  label: "Label",
  value: "Value",
  barsShown: "The first {0} of {1} rows, as sorted in the answer",
  truncated: "The first {0} characters of {1}; download the answer to have all of it.",
  licences: "Libraries and their licences",
  subject: "subject",
  predicate: "predicate",
  object: "object",
} as const;

export type Message = keyof typeof english;

const french: Record<Message, string> = {
  run: "Exécuter",
  runKeys: "Exécuter la requête (Ctrl+Entrée)",
  stop: "Arrêter",
  examples: "Exemples",
  share: "Partager",
  code: "Python, R, curl",
  first: "Où sont les centres experts ?",
  format: "Indenter",
  formatKeys: "Indenter la requête et couper ses lignes (Maj+Ctrl+F)",
  suggest: "Proposer",
  suggestKeys: "Proposer ici classes, propriétés et préfixes (Ctrl+Espace)",
  completeHint: "Ctrl+Espace ou « Proposer » montre ce qui convient ici",
  limit: "Temps limite",
  seconds: "s",
  limitHelp: "Secondes accordées à la requête ; {0} au plus",
  newTab: "Nouvelle requête",
  closeTab: "Fermer {0}",
  untitled: "Requête {0}",
  tabs: "Requêtes",
  editor: "Requête SPARQL",
  editorHelp: "Ctrl+Entrée exécute la requête, Échap quitte l’éditeur.",
  invalidLine: "La ligne {0} ne se lit pas comme du SPARQL 1.1 ; attendu ici : {1}",
  language: "English",
  close: "Fermer",
  running: "En cours : {0} s sur {1} s au plus",
  stopped: "Arrêtée.",
  rowsIn: "{0} ligne en {1} ms|{0} lignes en {1} ms",
  triplesIn: "{0} triplet en {1} ms|{0} triplets en {1} ms",
  answeredIn: "Réponse en {0} ms",
  noRows: "La requête a reçu sa réponse : rien ne correspond.",
  yes: "Oui",
  no: "Non",
  failed: "La requête n’a pas reçu de réponse",
  atLine: "Ligne {0}, colonne {1}",
  offline: "Le service ne répond pas : {0}",
  tooLarge: "La réponse dépasse {0} Mo, trop pour cette page. Téléchargez-la, ou ajoutez une LIMIT.",
  views: "Vues de la réponse",
  table: "Tableau",
  map: "Carte",
  chart: "Graphique",
  raw: "Réponse",
  filter: "Filtrer les lignes",
  matching: "{0} lignes sur {1}",
  page: "{0} à {1} sur {2}",
  previous: "Précédent",
  next: "Suivant",
  sortBy: "Trier par {0}",
  row: "ligne",
  download: "Télécharger",
  downloadAs: "Format du téléchargement",
  downloading: "Téléchargement…",
  copy: "Copier",
  copied: "Copié",
  copyByHand: "Sélectionnez le texte et copiez-le à la main",
  shareHelp:
    "Qui ouvre cette adresse voit cette requête. Elle suit le #, que les navigateurs n’envoient pas : aucun serveur ne la consigne.",
  shareLabel: "Adresse de cette requête",
  codeHelp: "Cette requête en programme : chacun s’exécute tel quel.",
  searchExamples: "Chercher dans les exemples",
  noExamples: "Aucun exemple ne correspond.",
  examplesMissing: "Les exemples ne peuvent être obtenus : {0}",
  mapLabel: "Carte de la réponse",
  mapHelp: "Les flèches déplacent la carte, + et - changent l’échelle, Tab va de point en point, Entrée en ouvre un.",
  notPoints:
    "{0} géométrie n’est pas un point et n’est pas dessinée.|{0} géométries ne sont pas des points et ne sont pas dessinées.",
  morePoints: "{0} résultats ici",
  label: "Libellé",
  value: "Valeur",
  barsShown: "Les {0} premières lignes sur {1}, dans l’ordre de la réponse",
  truncated: "Les {0} premiers caractères sur {1} ; téléchargez la réponse pour l’avoir entière.",
  licences: "Bibliothèques et leurs licences",
  subject: "sujet",
  predicate: "prédicat",
  object: "objet",
};

const KEPT = "language";
let current: Language = preferred();

function preferred(): Language {
  const chosen = kept(KEPT);
  if (chosen === "en" || chosen === "fr") return chosen;
  return navigator.language.toLowerCase().startsWith("fr") ? "fr" : "en";
}

export function language(): Language {
  return current;
}

/**
 * The message in the language in force; {0}, {1} … stand for what is given, numbers as the language writes them.
 * Of two wordings with | between them, the first is for a single one of what {0} counts.
 */
export function say(message: Message, ...given: (string | number)[]): string {
  const [one, several = one] = (current === "fr" ? french : english)[message].split("|");
  const single = new Intl.PluralRules(current).select(Number(given[0])) === "one";
  return (single ? one : several)!.replace(/\{(\d)\}/g, (_, place) => written(given[Number(place)] ?? ""));
}

export function written(given: string | number): string {
  return typeof given === "number" ? given.toLocaleString(current) : given;
}

const PLACES = ["text", "title", "aria-label", "placeholder"] as const;
type Place = (typeof PLACES)[number];

/** Has an element say a message at a place, now and after the language has changed. */
export function saying<E extends Element>(element: E, place: Place, message: Message, ...given: (string | number)[]): E {
  element.setAttribute(`data-say-${place}`, JSON.stringify([message, ...given]));
  put(element, place);
  return element;
}

function put(element: Element, place: Place): void {
  const [message, ...given] = JSON.parse(element.getAttribute(`data-say-${place}`) ?? "[]");
  const words = say(message, ...given);
  if (place === "text") element.textContent = words;
  else element.setAttribute(place, words);
}

export function speak(chosen: Language): void {
  current = chosen;
  keep(KEPT, chosen);
  document.documentElement.lang = chosen;
  for (const place of PLACES) {
    for (const element of document.querySelectorAll(`[data-say-${place}]`)) put(element, place);
  }
}
