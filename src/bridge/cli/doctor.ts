import { record, text } from "../../adapters/home.ts";
import { asError } from "../../runtime/gather.ts";
import type { Broker, Home } from "../ports.ts";
import { bridgeTopics, deviceIdentifier } from "../topics.ts";
import type { Params } from "../../translations/localize.ts";
import { EXIT } from "./deps.ts";
import type { Deps, HttpAnswer, Options } from "./deps.ts";
import { table } from "./table.ts";
import type { Colour } from "./table.ts";
import { openHome, placeOf, retainedCame, until } from "./view.ts";
import { Words } from "./words.ts";

/** The first Home Assistant in which all that the bridge asks for is there. */
export const LEAST_VERSION = "2026.11";
/** Ms that the two clocks may differ. */
const CLOCKS_DIFFER = 30_000;
/** Ms that Home Assistant, the broker, and a message through both have to answer. */
const ANSWERS_WITHIN = 10_000;
const BROKER_WITHIN = 5_000;
/** Ms between two words. */
const SAID_EVERY = 400;
const HEARD_WITHIN = 5_000;

/** `look` is worth a look and no fault; `todo` counts for the exit status. */
type State = "ok" | "look" | "todo";

interface Line {
  readonly what: string;
  readonly state: State;
  readonly says: string;
}

const COLOURS: { readonly [S in State]: Colour } = { ok: "green", look: "yellow", todo: "red" };

/** Address of Home Assistant's REST interface: beside its websocket, whichever of the two is named. */
export function restUrl(url: string): string {
  return `${url
    .replace(/^ws/, "http")
    .replace(/\/+$/, "")
    .replace(/(\/api)?\/websocket$/, "")}/api`;
}

/** Whether a version such as 2026.11.0b1 is not older than another. Unreadable ones are. */
export function isAtLeast(version: string, least: string): boolean {
  const [year = NaN, month = NaN] = version.split(".").map(Number);
  const [leastYear = 0, leastMonth = 0] = least.split(".").map(Number);
  return year > leastYear || (year === leastYear && month >= leastMonth);
}

/** Minutes by which a zone is ahead of UTC at a moment; undefined for what is no zone. */
function offsetOf(zone: string, at: number): string | undefined {
  try {
    const parts = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(at);
    return parts.find(({ type }) => type === "timeZoneName")?.value;
  } catch {
    return undefined;
  }
}

/** Looks at one thing after another; each becomes a line. */
class Doctor {
  readonly lines: Line[] = [];
  private readonly options: Options;
  private readonly deps: Deps;
  private readonly words: Words;

  constructor(options: Options, deps: Deps, words: Words) {
    this.options = options;
    this.deps = deps;
    this.words = words;
  }

  private line(what: string, state: State, key: string, params: Params = {}): void {
    const { words } = this;
    this.lines.push({ what: words.say(`doctor.${what}`), state, says: words.say(`doctor.${what}_${key}`, params) });
  }

  async lookAtAll(): Promise<void> {
    this.line("options", "ok", "ok");
    const answered = await this.homeAnswer();
    const home = answered ? await this.session() : undefined;
    try {
      await this.brokerAndDiscovery(home);
    } finally {
      await home?.close();
    }
    await this.machine();
  }

  /** Whether Home Assistant answers and takes the token: only then there is more to ask. */
  private async homeAnswer(): Promise<boolean> {
    const { url, token } = this.options.home;
    const before = this.deps.clock.now();
    let answer: HttpAnswer;
    try {
      answer = await this.deps.probes.get(`${restUrl(url)}/config`, { token, ms: ANSWERS_WITHIN });
    } catch (error) {
      this.line("home", "todo", "away", { url, reason: asError(error).message });
      return false;
    }
    const { status, date, body } = answer;
    if (status === 401 || status === 403) {
      this.line("token", "todo", "refused");
      return false;
    }
    const version = text(record(body)["version"]);
    if (status !== 200 || version === undefined) {
      this.line("home", "todo", "strange", { url, status });
      return false;
    }
    const recent = isAtLeast(version, LEAST_VERSION);
    this.line("home", recent ? "ok" : "todo", recent ? "ok" : "old", { version, url, least: LEAST_VERSION });
    this.clocks(date, before);
    this.zones(text(record(body)["time_zone"]));
    return true;
  }

  private clocks(theirs: number | undefined, before: number): void {
    if (theirs === undefined) return this.line("clock", "look", "unknown");
    // Between question and answer, and the header has whole seconds.
    const here = (before + this.deps.clock.now()) / 2;
    const off = here - (theirs + 500);
    const far = Math.abs(off);
    if (far <= CLOCKS_DIFFER) return this.line("clock", "ok", "ok", { seconds: Math.max(1, Math.ceil(far / 1000)) });
    const direction = this.words.say(off > 0 ? "doctor.clock_ahead" : "doctor.clock_behind");
    this.line("clock", "todo", "off", { duration: this.words.duration(far), direction });
  }

  private zones(other: string | undefined): void {
    const zone = this.deps.probes.timeZone;
    const now = this.deps.clock.now();
    const same = other === undefined || other === zone || offsetOf(other, now) === offsetOf(zone, now);
    this.line("zone", same ? "ok" : "look", same ? "ok" : "other", { zone, other });
  }

  private async session(): Promise<Home | undefined> {
    try {
      const home = await openHome(this.options, this.deps, this.words);
      const admin = home.source?.user?.is_admin === true;
      this.line("token", admin ? "ok" : "todo", admin ? "ok" : "plain");
      return home;
    } catch {
      this.line("token", "todo", "unknown");
      return undefined;
    }
  }

  private async brokerAndDiscovery(home: Home | undefined): Promise<void> {
    const { url } = this.options.mqtt;
    if (url === "") return this.line("broker", "todo", "none");
    const broker = await this.deps.openBroker(this.options);
    try {
      const { clock } = this.deps;
      const came = await until(
        clock,
        BROKER_WITHIN,
        (look) => broker.onChange(look),
        () => broker.connected,
      );
      if (!came) return this.line("broker", "todo", "away", { url, duration: this.words.duration(BROKER_WITHIN) });
      this.line("broker", "ok", "ok", { url });
      if (home) await this.sameBroker(broker, home);
      if (home) await this.discovery(broker, home);
    } finally {
      await broker.close();
    }
  }

  /** Says something on the broker, and asks Home Assistant whether it has heard it. */
  private async sameBroker(broker: Broker, home: Home): Promise<void> {
    if (home.source?.user?.is_admin !== true) return this.line("same", "look", "unknown");
    const { topic, home_id: homeId } = this.options;
    const where = `${topic}/${homeId}/doctor`;
    const word = String(this.deps.clock.now());
    let heard = false;
    let look = () => {};
    let again = () => {};
    try {
      const stop = await home.client.subscribe({ type: "mqtt/subscribe", topic: where }, (event) => {
        heard ||= record(event)["payload"] === word;
        look();
      });
      // Home Assistant says that it listens some 100 ms before it does, so the word is said more than once.
      const say = () => {
        broker.publish(where, word, { retain: false });
        again = this.deps.clock.after(SAID_EVERY, say);
      };
      say();
      await until(
        this.deps.clock,
        HEARD_WITHIN,
        (changed) => ((look = changed), () => {}),
        () => heard,
      );
      stop();
    } catch (error) {
      const missing = asError(error).code === "unknown_command";
      return this.line("same", "todo", missing ? "none" : "not");
    } finally {
      again();
    }
    this.line("same", heard ? "ok" : "todo", heard ? "ok" : "not");
  }

  /** Home Assistant tells nobody its prefix; whether it has taken up an announcement shows it. */
  private async discovery(broker: Broker, home: Home): Promise<void> {
    const place = placeOf(this.options);
    const prefix = place.discoveryPrefix;
    const own = deviceIdentifier(place, "");
    const devices = Object.values(home.source?.devices ?? {});
    if (devices.some((device) => device?.identifiers?.some(([domain, id]) => domain === "mqtt" && id?.startsWith(own))))
      return this.line("prefix", "ok", "ok", { prefix });
    const { clock } = this.deps;
    let heardAt = clock.now();
    let announced = false;
    let online = false;
    const ends = [
      // The announcements themselves are not looked at: one for a lock can hold a code.
      ...["+/+/config", "+/+/+/config"].map((below) =>
        broker.listen(`${prefix}/${below}`, (_topic, _payload, retained) => {
          heardAt = clock.now();
          announced ||= retained;
        }),
      ),
      broker.listen(bridgeTopics(place).availability, (_topic, payload) => {
        online = payload === "online";
      }),
    ];
    await retainedCame(clock, HEARD_WITHIN, () => heardAt);
    for (const end of ends) end();
    if (online) this.line("prefix", "todo", "wrong");
    else this.line("prefix", "look", announced ? "likely" : "unknown", { prefix });
  }

  private async machine(): Promise<void> {
    const { data: folder, http } = this.options;
    const { probes } = this.deps;
    const reason = await probes.folderProblem(folder);
    this.line("data", reason === undefined ? "ok" : "todo", reason === undefined ? "ok" : "not", { folder, reason });
    const problem = await probes.memoryProblem(folder);
    if (problem === undefined || problem === "none") this.line("memory", "ok", problem ?? "ok");
    else this.line("memory", "todo", "not", { reason: problem });
    const { port, host } = http;
    if (port === 0) return this.line("port", "ok", "off");
    if (await probes.portFree(port, host)) return this.line("port", "ok", "free", { host, port });
    const ours = await this.isBridge(port, host);
    this.line("port", ours ? "ok" : "todo", ours ? "ours" : "taken", { host, port });
  }

  private async isBridge(port: number, host: string): Promise<boolean> {
    // Who listens on all addresses answers on this machine's own.
    const here = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
    try {
      const { body } = await this.deps.probes.get(`http://${here}:${port}/health`, { ms: 3_000 });
      return typeof record(body)["ok"] === "boolean";
    } catch {
      return false;
    }
  }
}

/** Looks at the set-up of the bridge, a line for each thing. Exit status: 0 all is well, 1 something is to be done. */
export async function doctor(options: Options, deps: Deps): Promise<number> {
  const words = new Words(options.language, deps.timeZone);
  const looked = new Doctor(options, deps, words);
  await looked.lookAtAll();
  const rows = looked.lines.map(({ what, state, says }) => [
    { text: words.say(`doctor.${state}`), colour: COLOURS[state] },
    what,
    says,
  ]);
  // What is to be done must be readable to its end.
  deps.stdout(`${table(rows, { colour: deps.colour }).join("\n")}\n`);
  return looked.lines.some(({ state }) => state === "todo") ? EXIT.no : EXIT.ok;
}
