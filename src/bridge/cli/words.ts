import deGuides from "../../translations/de.guides.json" with { type: "json" };
import enGuides from "../../translations/en.guides.json" with { type: "json" };
import { createFigures } from "../../translations/figures.ts";
import { Format } from "../../translations/format.ts";
import { createLocalize } from "../../translations/localize.ts";
import type { Localize, Params } from "../../translations/localize.ts";
import { createValues } from "../../translations/values.ts";
import { severityOf } from "../../core/diagnose.ts";
import type { Finding } from "../../core/diagnose.ts";
import { UNITS } from "../../core/fact.ts";
import type { FactName } from "../../core/fact.ts";
import { remedies } from "../../core/remedies/index.ts";
import type { RemedyId } from "../../core/remedies/index.ts";
import type { LockHealth } from "../../runtime/home-health.ts";
import type { Incident, JobRow, Refusal } from "../ports.ts";
import { findingWords, textsOf, verdictWords } from "../texts.ts";
import type { Language } from "../texts.ts";
import type { Colour } from "./table.ts";

export type { Language };

/** Only the command line names guides: the bridge itself keeps no texts of theirs in memory. */
const GUIDE_TEXTS: { readonly [L in Language]: Localize } = {
  en: createLocalize(enGuides),
  de: createLocalize(deGuides, enGuides),
};

/** What only the command line says. All else is worded as the card words it. */
export const OWN: { readonly [L in Language]: { readonly [key: string]: string } } = {
  en: {
    state: "State",
    lock: "Lock",
    finding: "Finding",
    since: "Since",
    evidence: "Evidence",
    remedy: "First remedy",
    none: "There is no lock in this home.",
    plain_user: "Signed in as a plain user: what needs an administrator could not be looked at.",
    offline: "Bridge away: this is what it said last.",
    nothing_retained: "No bridge has left a verdict below {topic} on this broker.",
    no_broker: "The broker does not answer within {duration}.",
    broker_refused:
      "Cannot see whether a bridge is at work: the broker does not answer. Start it, or leave mqtt.url out of the options.",
    no_home: "Home Assistant does not answer at {url} within {duration}.",
    token_refused:
      "Home Assistant refuses the token. Make a new long-lived access token in your profile, and put it into home.token.",
    lost: "The connection to Home Assistant was lost.",
    no_lock: "There is no lock {lock}.{meant} There are: {locks}.",
    no_locks: "There is no lock {lock}: nothing is known of any lock.",
    many_locks: "{lock} could be {locks}. Say which.",
    no_remedy: "There is no remedy {remedy}.{meant}",
    remedy_by_hand: "{label} is done by a person, not from here.",
    not_offered_now: "For this lock there are now: {remedies}.",
    ask: "{label}: {lock}. {text} Do it? [y/N] ",
    needs_yes: "{label} disturbs the lock, and nobody can be asked here: say it with --yes.",
    left_alone: "Left alone.",
    by_bridge: "The bridge carries it out.",
    bridge_silent: "The bridge does not say what became of it. Look with check.",
    bridge_still: "The bridge has not changed what it said before:",
    left_by_bridge: "You stopped watching. The bridge goes on.",
    queued: "Waits for other work on the same hub.",
    calling: "Under way…",
    verifying: "The call went out. Waits for a reading that shows whether it helped.",
    confirmed: "It helped: a newer reading shows it, after {duration}.",
    unverified: "Not sure that it helped.",
    unverified_interrupted: "It was interrupted. Nobody can say what became of it.",
    unverified_not_observable: "No reading can show whether it helped.",
    unverified_left: "Nobody waited for it.",
    failed: "That did not work.",
    refused: "Not now.",
    retry: "It may be tried again at {time}.",
    refused_not_offered: "This lock has no such remedy now.",
    refused_cool_down: "It was tried a short while ago.",
    refused_already_running: "It is already under way.",
    refused_not_armed: "It has to be armed first.",
    refused_long_range: "A lock on Z-Wave Long Range has no routes.",
    refused_known_bad: "Locks of this model are known to lose their secure connection by it.",
    refused_unavailable: "Home Assistant cannot do it now.",
    refused_queue_full: "Too much waits for the same hub.",
    job_open: "{label} was begun {ago} and has not ended. Wait until it has.",
    no_memory: "Nothing is remembered yet in {folder}.",
    history: "{lock}",
    nothing_happened: "Nothing is remembered of this time.",
    appeared: "{title} ({severity})",
    recovered: "Over: {title}",
    tried: "{label}: {outcome}",
    outcome_running: "has not ended",
    outcome_confirmed: "helped",
    outcome_unverified: "not sure that it helped",
    outcome_failed: "did not work",
    outcome_refused: "refused",
    end_solved: "solved",
    end_left: "left before its end",
    end_passed_on: "led on to another guide",
    end_stiff_door_open: "stopped, the lock itself is stiff",
    end_hot_cells: "stopped, the cells are not safe",
    end_broken_key: "stopped, a key has broken",
    end_motor_no_travel: "stopped, the motor turns but the bolt does not",
    end_jams_after_alignment: "stopped, it still jams after the door was set",
    end_force: "stopped, somebody may have forced it",
    end_reset_failed: "stopped, the reset did not work",
    end_damaged: "stopped, a part is damaged",
    end_locked_out: "stopped, somebody had to get in first",
    end_not_secure: "stopped, the door cannot be locked",
    end_exhausted: "nothing was left to try",
    "kind.lock": "Locked",
    "kind.unlock": "Unlocked",
    "kind.lock_jammed": "The bolt jammed",
    "kind.lock_failure": "The bolt did not follow",
    "kind.invalid_pin": "A wrong code",
    "kind.keypad_locked_out": "The keypad closed after wrong codes",
    reliability: "Over {days} days",
    faults: "Faults",
    between: "Mean time between faults",
    recover: "Mean time to recovery",
    uptime: "Time without a fault",
    success: "{label} helped",
    too_few: "too few to say",
    part: "{part} of {whole}",
    report_title: "Report on a lock",
    model: "Model",
    integration: "Integration",
    firmware: "Firmware",
    home_assistant: "Home Assistant",
    taken: "Taken",
    verdict: "Verdict",
    findings: "Findings",
    readings: "Readings",
    tried_title: "What was tried",
    nothing: "None.",
    not_told: "not told",
    may_help: "May help",
    explains: "Explains",
    clean: "No code, name, address or id is in this report.",
    "doctor.ok": "ok",
    "doctor.look": "look",
    "doctor.todo": "to do",
    "doctor.options": "Options",
    "doctor.options_ok": "readable",
    "doctor.home": "Home Assistant",
    "doctor.home_ok": "{version} answers at {url}",
    "doctor.home_away": "does not answer at {url} ({reason}): correct home.url, or start it",
    "doctor.home_strange": "what answers at {url} is not Home Assistant ({status}): correct home.url",
    "doctor.home_old": "{version} is older than {least}: update it",
    "doctor.token": "Token",
    "doctor.token_ok": "an administrator's",
    "doctor.token_refused":
      "refused: make a long-lived access token as an administrator in your profile, and put it into home.token",
    "doctor.token_plain": "a plain user's: make one as an administrator, else the bridge can look but hardly help",
    "doctor.token_unknown":
      "not known: the websocket of Home Assistant does not answer; a proxy in between has to let it through",
    "doctor.clock": "Clock",
    "doctor.clock_ok": "as in Home Assistant, within {seconds} s",
    "doctor.clock_off": "{duration} {direction} Home Assistant's: set both by the network (NTP)",
    "doctor.clock_ahead": "ahead of",
    "doctor.clock_behind": "behind",
    "doctor.clock_unknown": "Home Assistant's answer has no time in it; compare by hand",
    "doctor.zone": "Time zone",
    "doctor.zone_ok": "{zone}",
    "doctor.zone_other": "{zone} here, {other} in Home Assistant: set TZ={other}, else times are printed in another zone",
    "doctor.broker": "Broker",
    "doctor.broker_ok": "{url} lets in",
    "doctor.broker_none": "none is named: write mqtt.url",
    "doctor.broker_away": "{url} does not let in within {duration}: look at mqtt.url, mqtt.username and mqtt.password",
    "doctor.same": "Same broker",
    "doctor.same_ok": "Home Assistant hears what is said on it",
    "doctor.same_none": "Home Assistant has no MQTT integration: add it, with this broker",
    "doctor.same_not":
      "Home Assistant does not hear what is said on it: its MQTT integration uses another broker, or is not connected",
    "doctor.same_unknown": "not known: only an administrator's token can ask",
    "doctor.prefix": "Discovery",
    "doctor.prefix_ok": "Home Assistant has taken up what was announced below {prefix}",
    "doctor.prefix_likely": "others announce below {prefix}, so it is likely the right one; certain once the bridge has run",
    "doctor.prefix_unknown": "nothing is announced below {prefix} yet; compare it with the MQTT integration's settings",
    "doctor.prefix_wrong":
      "the bridge is online, and Home Assistant knows nothing of it: put its MQTT integration's discovery prefix into mqtt.discovery_prefix",
    "doctor.data": "Data folder",
    "doctor.data_ok": "{folder} can be written to",
    "doctor.data_not": "{folder} cannot be written to ({reason}): correct its owner, or data",
    "doctor.memory": "Memory",
    "doctor.memory_ok": "sound",
    "doctor.memory_none": "not begun yet",
    "doctor.memory_not": "cannot be read ({reason}): the bridge puts it aside at its next start and begins a new one",
    "doctor.port": "Metrics",
    "doctor.port_free": "{host}:{port} is free",
    "doctor.port_ours": "the bridge answers at {host}:{port}",
    "doctor.port_off": "switched off",
    "doctor.port_taken": "{host}:{port} is taken by something else: choose another http.port, or 0 for none",
  },
  de: {
    state: "Zustand",
    lock: "Schloss",
    finding: "Befund",
    since: "Seit",
    evidence: "Beleg",
    remedy: "Erste Abhilfe",
    none: "In diesem Zuhause ist kein Schloss.",
    plain_user: "Als einfacher Nutzer angemeldet: Was Administratoren vorbehalten ist, wurde nicht angesehen.",
    offline: "Bridge nicht da: Das hat sie zuletzt gesagt.",
    nothing_retained: "Unter {topic} hat auf diesem Broker keine Bridge ein Urteil hinterlassen.",
    no_broker: "Der Broker antwortet nicht innerhalb von {duration}.",
    broker_refused:
      "Ob eine Bridge arbeitet, ist nicht zu sehen: Der Broker antwortet nicht. Ihn starten, oder mqtt.url aus den Optionen nehmen.",
    no_home: "Home Assistant antwortet unter {url} nicht innerhalb von {duration}.",
    token_refused:
      "Home Assistant lehnt das Token ab. Im Profil ein neues langlebiges Zugangstoken anlegen und in home.token eintragen.",
    lost: "Die Verbindung zu Home Assistant ist abgebrochen.",
    no_lock: "Es gibt kein Schloss {lock}.{meant} Es gibt: {locks}.",
    no_locks: "Es gibt kein Schloss {lock}: Von keinem Schloss ist etwas bekannt.",
    many_locks: "{lock} kann {locks} sein. Bitte genauer.",
    no_remedy: "Es gibt keine Abhilfe {remedy}.{meant}",
    remedy_by_hand: "{label}: Das tut ein Mensch, nicht dieser Befehl.",
    not_offered_now: "Für dieses Schloss gibt es jetzt: {remedies}.",
    ask: "{label}: {lock}. {text} Jetzt tun? [j/N] ",
    needs_yes: "{label} stört das Schloss, und hier ist niemand, der gefragt werden kann: mit --yes bestätigen.",
    left_alone: "Es bleibt, wie es ist.",
    by_bridge: "Die Bridge führt es aus.",
    bridge_silent: "Die Bridge sagt nicht, was daraus wurde. Mit check nachsehen.",
    bridge_still: "Die Bridge bleibt bei dem, was sie zuvor sagte:",
    left_by_bridge: "Das Zusehen ist beendet. Die Bridge macht weiter.",
    queued: "Wartet auf andere Arbeit am selben Hub.",
    calling: "Läuft …",
    verifying: "Der Aufruf ist unterwegs. Wartet auf einen Wert, der zeigt, ob er geholfen hat.",
    confirmed: "Es hat geholfen: Ein neuerer Wert zeigt es, nach {duration}.",
    unverified: "Unklar, ob es geholfen hat.",
    unverified_interrupted: "Es wurde unterbrochen. Niemand kann sagen, was daraus wurde.",
    unverified_not_observable: "Kein Wert kann zeigen, ob es geholfen hat.",
    unverified_left: "Niemand hat darauf gewartet.",
    failed: "Das hat nicht geklappt.",
    refused: "Jetzt nicht.",
    retry: "Wieder möglich um {time}.",
    refused_not_offered: "Dieses Schloss hat diese Abhilfe jetzt nicht.",
    refused_cool_down: "Es wurde erst vor Kurzem versucht.",
    refused_already_running: "Es läuft schon.",
    refused_not_armed: "Es muss erst scharf gestellt werden.",
    refused_long_range: "Ein Schloss mit Z-Wave Long Range hat keine Routen.",
    refused_known_bad: "Schlösser dieses Modells verlieren dabei bekanntlich ihre sichere Verbindung.",
    refused_unavailable: "Home Assistant kann es jetzt nicht.",
    refused_queue_full: "Zu vieles wartet auf denselben Hub.",
    job_open: "{label} wurde {ago} begonnen und ist nicht zu Ende. Bitte warten.",
    no_memory: "In {folder} ist noch nichts festgehalten.",
    history: "{lock}",
    nothing_happened: "Aus dieser Zeit ist nichts festgehalten.",
    appeared: "{title} ({severity})",
    recovered: "Vorbei: {title}",
    tried: "{label}: {outcome}",
    outcome_running: "nicht zu Ende",
    outcome_confirmed: "hat geholfen",
    outcome_unverified: "unklar, ob es geholfen hat",
    outcome_failed: "hat nicht geklappt",
    outcome_refused: "abgelehnt",
    end_solved: "gelöst",
    end_left: "vor dem Ende verlassen",
    end_passed_on: "führte zu einer anderen Anleitung",
    end_stiff_door_open: "angehalten, das Schloss selbst geht schwer",
    end_hot_cells: "angehalten, die Batterien sind nicht sicher",
    end_broken_key: "angehalten, ein Schlüssel ist abgebrochen",
    end_motor_no_travel: "angehalten, der Motor dreht, der Riegel nicht",
    end_jams_after_alignment: "angehalten, es klemmt noch, obwohl die Tür eingestellt ist",
    end_force: "angehalten, vielleicht hat jemand Gewalt angewendet",
    end_reset_failed: "angehalten, das Zurücksetzen hat nicht geklappt",
    end_damaged: "angehalten, ein Teil ist beschädigt",
    end_locked_out: "angehalten, jemand musste zuerst hineinkommen",
    end_not_secure: "angehalten, die Tür lässt sich nicht verriegeln",
    end_exhausted: "es blieb nichts mehr zu versuchen",
    "kind.lock": "Verriegelt",
    "kind.unlock": "Entriegelt",
    "kind.lock_jammed": "Der Riegel klemmte",
    "kind.lock_failure": "Der Riegel folgte nicht",
    "kind.invalid_pin": "Ein falscher Code",
    "kind.keypad_locked_out": "Das Tastenfeld schloss nach falschen Codes",
    reliability: "In {days} Tagen",
    faults: "Störungen",
    between: "Mittlere Zeit zwischen Störungen",
    recover: "Mittlere Zeit bis zur Erholung",
    uptime: "Zeit ohne Störung",
    success: "{label} half",
    too_few: "zu wenige für ein Urteil",
    part: "{part} von {whole}",
    report_title: "Bericht über ein Schloss",
    model: "Modell",
    integration: "Integration",
    firmware: "Firmware",
    home_assistant: "Home Assistant",
    taken: "Aufgenommen",
    verdict: "Urteil",
    findings: "Befunde",
    readings: "Werte",
    tried_title: "Was versucht wurde",
    nothing: "Keine.",
    not_told: "nicht bekannt",
    may_help: "Kann helfen",
    explains: "Erklärt",
    clean: "In diesem Bericht ist kein Code, kein Name, keine Adresse und keine Kennung.",
    "doctor.ok": "gut",
    "doctor.look": "ansehen",
    "doctor.todo": "zu tun",
    "doctor.options": "Optionen",
    "doctor.options_ok": "lesbar",
    "doctor.home": "Home Assistant",
    "doctor.home_ok": "{version} antwortet unter {url}",
    "doctor.home_away": "antwortet nicht unter {url} ({reason}): home.url berichtigen, oder es starten",
    "doctor.home_strange": "was unter {url} antwortet, ist nicht Home Assistant ({status}): home.url berichtigen",
    "doctor.home_old": "{version} ist älter als {least}: aktualisieren",
    "doctor.token": "Token",
    "doctor.token_ok": "das eines Administrators",
    "doctor.token_refused":
      "abgelehnt: als Administrator im Profil ein langlebiges Zugangstoken anlegen und in home.token eintragen",
    "doctor.token_plain":
      "das eines einfachen Nutzers: als Administrator eines anlegen, sonst kann die Bridge ansehen, aber kaum helfen",
    "doctor.token_unknown":
      "nicht bekannt: Der Websocket von Home Assistant antwortet nicht; ein Proxy dazwischen muss ihn durchlassen",
    "doctor.clock": "Uhr",
    "doctor.clock_ok": "wie in Home Assistant, auf {seconds} s genau",
    "doctor.clock_off": "geht um {duration} {direction} als die von Home Assistant: beide über das Netz stellen (NTP)",
    "doctor.clock_ahead": "weiter",
    "doctor.clock_behind": "weniger weit",
    "doctor.clock_unknown": "In der Antwort von Home Assistant steht keine Zeit; bitte von Hand vergleichen",
    "doctor.zone": "Zeitzone",
    "doctor.zone_ok": "{zone}",
    "doctor.zone_other": "hier {zone}, in Home Assistant {other}: TZ={other} setzen, sonst stehen Zeiten in einer anderen Zone",
    "doctor.broker": "Broker",
    "doctor.broker_ok": "{url} lässt ein",
    "doctor.broker_none": "keiner genannt: mqtt.url eintragen",
    "doctor.broker_away": "{url} lässt nicht innerhalb von {duration} ein: mqtt.url, mqtt.username und mqtt.password ansehen",
    "doctor.same": "Selber Broker",
    "doctor.same_ok": "Home Assistant hört, was darauf gesagt wird",
    "doctor.same_none": "Home Assistant hat keine MQTT-Integration: mit diesem Broker hinzufügen",
    "doctor.same_not":
      "Home Assistant hört nicht, was darauf gesagt wird: Seine MQTT-Integration nutzt einen anderen Broker oder ist nicht verbunden",
    "doctor.same_unknown": "nicht bekannt: Das kann nur das Token eines Administrators fragen",
    "doctor.prefix": "Discovery",
    "doctor.prefix_ok": "Home Assistant hat übernommen, was unter {prefix} angekündigt wurde",
    "doctor.prefix_likely": "andere kündigen unter {prefix} an, also wohl richtig; sicher, sobald die Bridge gelaufen ist",
    "doctor.prefix_unknown": "unter {prefix} ist noch nichts angekündigt; mit den Einstellungen der MQTT-Integration vergleichen",
    "doctor.prefix_wrong":
      "Die Bridge ist da, und Home Assistant weiß nichts von ihr: das Discovery-Präfix seiner MQTT-Integration in mqtt.discovery_prefix eintragen",
    "doctor.data": "Datenordner",
    "doctor.data_ok": "{folder} ist beschreibbar",
    "doctor.data_not": "{folder} ist nicht beschreibbar ({reason}): Besitzer oder data berichtigen",
    "doctor.memory": "Gedächtnis",
    "doctor.memory_ok": "heil",
    "doctor.memory_none": "noch nicht begonnen",
    "doctor.memory_not": "nicht lesbar ({reason}): Die Bridge legt es beim nächsten Start beiseite und beginnt ein neues",
    "doctor.port": "Metriken",
    "doctor.port_free": "{host}:{port} ist frei",
    "doctor.port_ours": "die Bridge antwortet unter {host}:{port}",
    "doctor.port_off": "ausgeschaltet",
    "doctor.port_taken": "{host}:{port} ist anderweitig belegt: einen anderen http.port wählen, oder 0 für keinen",
  },
};

const COLOURS: { readonly [state: string]: Colour } = {
  critical: "red",
  error: "red",
  warning: "yellow",
  unknown: "dim",
  healthy: "green",
};

/** The colour of a verdict's state; undefined for states that have none. */
export const colourOf = (state: string): Colour | undefined => COLOURS[state];

/** Evidence as findings and incidents have it. */
export interface Item {
  readonly fact: string;
  readonly value: unknown;
  readonly unit?: string;
}

/** The words of one language. Times are epoch ms, durations ms. */
export class Words {
  readonly language: Language;
  private readonly localize: Localize;
  private readonly guideTexts: Localize;
  private readonly format: Format;
  private readonly valueText: ReturnType<typeof createValues>;

  /** `timeZone`: IANA zone in which times are told; the machine's own when left out. */
  constructor(language: Language, timeZone?: string) {
    this.language = language;
    this.localize = textsOf(language);
    this.guideTexts = GUIDE_TEXTS[language];
    this.format = new Format(this.localize, { language, timeZone, hour12: undefined }, createFigures(language));
    this.valueText = createValues(this.localize, UNITS);
  }

  /** A text of the command line's own. */
  say(key: string, params: Params = {}): string {
    const text = OWN[this.language][key] ?? OWN.en[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (_whole, name: string) => String(params[name] ?? ""));
  }

  private has(key: string): boolean {
    return OWN.en[key] !== undefined;
  }

  number(value: number): string {
    return this.format.number(value);
  }

  /** A duration in its two greatest units. */
  duration(ms: number): string {
    return this.format.duration(ms);
  }

  ago(at: number, now: number): string {
    return this.format.ago(at, now);
  }

  /** Day and time in figures that sort: 2026-11-25 14:02. Empty for what is no time. */
  date(at: number): string {
    const date = new Date(at);
    if (Number.isNaN(date.getTime())) return "";
    const { timeZone } = this.format.locale;
    // Swedish writes dates as ISO does.
    return new Intl.DateTimeFormat("sv", {
      dateStyle: "short",
      timeStyle: "short",
      ...(timeZone === undefined ? {} : { timeZone }),
    }).format(date);
  }

  /** A verdict's state: healthy, unknown or a severity. */
  state(state: string): string {
    const key = state === "healthy" || state === "unknown" ? `verdict.${state}` : `severity.${state}`;
    return this.localize.has(key) ? this.localize(key) : state;
  }

  /** A finding in one line. */
  title(finding: Finding, { snapshot }: Pick<LockHealth, "snapshot">): string {
    return findingWords(finding, snapshot, this.language).title;
  }

  /** The verdict of a lock in one line. */
  verdict(lock: Pick<LockHealth, "diagnosis" | "snapshot">): string {
    return verdictWords(lock, this.language).title;
  }

  /** A finding that is over or of before: of its numbers only those are known that its evidence holds. */
  remembered({ check, variant, evidence = [] }: Pick<Incident, "check" | "variant" | "evidence">): string {
    if (check === undefined) return this.say("finding");
    const valueIn = (fact: string) => evidence.find((item) => item.fact === fact)?.value;
    const level = valueIn("battery_level");
    const key = `checks.${check}.title`;
    const own = variant === undefined ? "" : `${key}_${variant}`;
    const title = this.localize(own && this.localize.has(own) ? own : key, {
      hub: "Hub",
      percent: typeof level === "number" ? this.number(level) : undefined,
    });
    // A sentence with a hole in it says less than the plain word.
    return title.includes("{") || title === "" ? check.replaceAll("_", " ") : title;
  }

  /** What a fact is called. */
  fact(name: string): string {
    const key = `fact.${name}`;
    return this.localize.has(key) ? this.localize(key) : name.replaceAll("_", " ");
  }

  /** The value of a fact. `now`: what ages are counted from. */
  value({ fact, value, unit }: Item, now: number): string {
    // What an old memory tells may be of a fact that is none any more: its unit came with it.
    const said =
      typeof value === "number" && unit !== undefined
        ? this.format.quantity(value, unit)
        : this.valueText(fact as FactName, value, { format: this.format, now });
    // Who searches what was printed types a plain space.
    return said.replaceAll("\u00a0", " ");
  }

  /** Fact and value in one. */
  item(item: Item, now: number): string {
    return `${this.fact(item.fact)}: ${this.value(item, now)}`;
  }

  /** The words of a remedy's button. `hub`: name of the hub that it may be about. */
  remedy(id: string, hub = "Hub"): string {
    // An old memory may know remedies that are none any more.
    const kind = Object.hasOwn(remedies, id) ? remedies[id as RemedyId].kind : "";
    const own = `remedies.${id}.label`;
    if (this.localize.has(own)) return this.localize(own, { hub });
    const title = this.guideTexts(`guides.${id}.title`, { hub });
    // The title of a guide says what is wrong, not that something can be done.
    if (title !== "") return `${this.localize("remedies.guide.short")}: ${title}`;
    const label = this.localize(`remedies.${kind}.label`, { hub });
    return label === "" ? id.replaceAll("_", " ") : label;
  }

  /** What a remedy does, before it is done; empty where there is nothing to say. */
  warning(id: RemedyId): string {
    const key = `remedies.${id}.confirming_text`;
    return this.localize.has(key) ? this.localize(key) : "";
  }

  /** Why a remedy is refused, and when it may be tried. */
  refusal({ reason, retryAt, value }: Refusal): string {
    const unknown = reason === "battery" && value === undefined ? "_unknown" : "";
    const key = `conditions.refused_${reason}${unknown}`;
    const shown =
      typeof value !== "number"
        ? value
        : reason === "link"
          ? this.localize("conditions.of_ten", { mark: this.number(value) })
          : `${this.number(value)} %`;
    const why = this.has(`refused_${reason}`) ? this.say(`refused_${reason}`) : this.localize(key, { value: shown });
    return retryAt === undefined ? why : `${why} ${this.say("retry", { time: this.date(retryAt) })}`;
  }

  /** Why it is not known whether a remedy has helped. */
  doubt(reason: string | undefined): string {
    const key = `run.unverified_${reason ?? ""}`;
    if (this.localize.has(key)) return this.localize(key);
    return this.has(`unverified_${reason ?? ""}`) ? this.say(`unverified_${reason ?? ""}`) : "";
  }

  /** Why a remedy failed. */
  failure(code: string | undefined, message: string | undefined): string {
    if (code === "unauthorized") return this.localize("run.failed_unauthorized");
    return message === undefined || message === "" ? "" : this.localize("run.failed_text", { message });
  }

  /** Names of the locks that wait for their hub. */
  waiting(names: string): string {
    return this.localize("card.hub_locks", { names });
  }

  family(name: string): string {
    return this.localize(`family.${name}`);
  }

  /** A guide of the past and how it ended, in one line. */
  guide({ variant = "guide", outcome = "left" }: Pick<Incident, "variant" | "outcome">): string {
    const said = this.has(`end_${outcome}`) ? this.say(`end_${outcome}`) : outcome.replaceAll("_", " ");
    return this.say("tried", { label: this.remedy(variant), outcome: said });
  }

  /** A job of the past in one line. */
  job({ remedy, outcome, reason }: Pick<JobRow, "remedy" | "outcome" | "reason">): string {
    const why = outcome === "unverified" ? this.doubt(reason) : "";
    const said = this.has(`outcome_${outcome}`) ? this.say(`outcome_${outcome}`) : outcome;
    return `${this.say("tried", { label: this.remedy(remedy), outcome: said })}${why === "" ? "" : `. ${why}`}`;
  }
}

/** The state of a lock's verdict, as the bridge publishes it. */
export const stateOf = (lock: Pick<LockHealth, "diagnosis">): string => severityOf(lock.diagnosis);
