/**
 * The words that may stand in a recording: those with which integrations call a lock's entities, states and events.
 * Everything else in a text is taken for a person's own words, and is replaced.
 */
const WORDS = new Set(
  `
  a aa aaa ac access action active actuator added alarm alert alive alkaline all and applied asleep assumed auto automatic
  availability available average avg awake background bad battery beeper binary blocked bluetooth bolt bridge button by
  calibrated calibration cd changed channel charge charged charging clear closed closing cloud code codes coil commands
  completed condition config configuration connected connection connectivity control controller count counter cover critical
  current day days dead deadbolt deadlocked default deleted denied detected detection device diagnostic diagnostics
  disabled disconnected door doorlock doorsense drain drained due duplicate duration enabled end ending energy
  entered entry error event events exceeds expiring failed failure fault field file fired firmware flag for force from full
  fully general good half handle hard hardware health high hold home identify idle impact incomplete info installed interface
  interview intrusion invalid is issue jam jammed jamming join key keypad last latch latched learn led left length level lifeline
  lifetime limit link linkquality lithium local location lock locked locking lockout log loss low lqi magnetic mains maintenance
  manual manually map mechanical medium memory message messages minutes missing mode motion motor moved moving name
  nak needed network new node noise none normal not notification now number of off offline ok on once one online only open
  opened opening operating operation operational out over parameters passage percent percentage permit ping position power
  preload press pressed privacy problem process product program quality radio rate reauth reboot recent rechargeable
  relock relocked relocking remote removed replace replaced replacement reported required reset response restart
  retrying rf rfid ring round route rssi rtt running rx safety schedule secure secured security seen selection sensitivity
  sensor set short signal silent single slot soon sound source speed state statistics status stopped strength stuck success successful
  supply switch system tamper tampering temporary the time timed timeout to touch transition travel trip turns tx
  type unavailable unknown unlatch unlatched unlatching unlock unlocked unlocking unsecured unused up update
  uptime used user vacation valid value version vibration volume voltage wait wake warning weak wifi window wired with wrong
  x zigbee zigbee2mqtt zwave matter mqtt thread acks can callback callbacks collisions dropped identification lines accepted
  bat bus cc fail final forced hass humidity id in increasing integration loaded malfunction measurement migration no
  or pin setup starting stopping temperature timestamp total unload unloaded unspecified write
  electrical electronic endpoint get iaszone identity lost max min physical report reports retry session
  `
    .trim()
    .split(/\s+/),
);

/** Sizes of cells. */
const CELL = /^((cr|lr|er)\d{1,5}[a-z]?|9v)$/i;

/** Where "currentMode" and "RFLock" are two words. */
const HUMP = /(?<=[\p{Ll}\d])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;

/** Whether a token is such a word, or is made of them. */
export function isWord(token: string): boolean {
  const known = (part: string) => WORDS.has(part.toLowerCase());
  return known(token) || CELL.test(token) || (HUMP.test(token) && token.split(HUMP).every(known));
}

const TOKEN = /[\p{L}\p{N}]+/gu;

/** The text with its tokens replaced, all between them left as it is. */
export function replaceTokens(text: string, replace: (token: string) => string): string {
  return text.replace(TOKEN, replace);
}

/** The words of a text, the others left out. */
export function wordsOf(text: string): string[] {
  return (text.match(TOKEN) ?? []).filter(isWord);
}

/** Whether a text is made of such words and of one number with up to two digits: then it can stay as it is. */
export function isPlain(text: string): boolean {
  const others = (text.match(TOKEN) ?? []).filter((token) => !isWord(token));
  return text.length <= 60 && others.length <= 1 && others.every((token) => /^\d{1,2}$/.test(token));
}
