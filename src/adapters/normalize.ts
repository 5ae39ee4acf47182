import { list, record, text, time } from "./home.ts";
import type {
  Answer,
  ConfigEntryRow,
  DeviceRow,
  EntityRow,
  EntityState,
  HomeView,
  IssueRow,
  RegistryRow,
  SentCommand,
} from "./home.ts";

/** The largest time that a date can hold, epoch ms. */
const LATEST = 8.64e15;

/** What is wrong with a home, as a sentence that names the field. */
class Problem extends Error {}

type Fields = { readonly [field: string]: unknown };

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return "missing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return `the text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
  return typeof value === "object" ? "an object" : `the ${typeof value} ${JSON.stringify(value)}`;
}

function refuse(field: string, value: unknown, wanted: string): never {
  throw new Problem(`${field} is ${kindOf(value)}, where ${wanted} should be`);
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function object(field: string, value: unknown): Fields {
  return value === undefined || value === null ? {} : isObject(value) ? value : refuse(field, value, "an object");
}

/** A time within what a date can hold, epoch ms. */
function instant(value: unknown): number | undefined {
  const at = time(value);
  return at !== undefined && at <= LATEST ? at : undefined;
}

/** A time as Home Assistant writes it, whatever it was written as; empty where there is none. */
function isoTime(value: unknown): string {
  const at = instant(value);
  if (at === undefined) return "";
  return typeof value === "string" ? value : new Date(at).toISOString();
}

/** Rows by id, from a map or a list of rows. Rows that are null are ones that Home Assistant does not know. */
function rows(field: string, value: unknown, idField: string): [id: string, row: Fields][] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) && !isObject(value)) refuse(field, value, "a map or a list of rows");
  const entries: [string, unknown][] = Array.isArray(value)
    ? value.map((row, index): [string, unknown] => [`${field}[${index}]`, row])
    : Object.entries(value);
  return entries.flatMap(([key, row]): [string, Fields][] => {
    const name = Array.isArray(value) ? key : `${field}[${JSON.stringify(key)}]`;
    if (row === null) return [];
    if (!isObject(row)) refuse(name, row, "a row with fields");
    const id = Array.isArray(value) ? row[idField] : key;
    if (typeof id !== "string" || id === "") refuse(`${name}.${idField}`, id, "an id");
    return [[id, row]];
  });
}

const byId = <Row>(pairs: readonly (readonly [string, Row])[]): { readonly [id: string]: Row } => Object.fromEntries(pairs);

function stateOf(entityId: string, row: Fields): EntityState {
  const { state, attributes, last_changed: changed, last_updated: updated } = row;
  return {
    entity_id: entityId,
    // No number is a word of Home Assistant's, but people write `"state": 80`.
    state: text(state) ?? (typeof state === "number" ? String(state) : "unknown"),
    attributes: record(attributes),
    last_changed: isoTime(changed ?? updated),
    last_updated: isoTime(updated ?? changed),
  };
}

/** The fields that have a value, under the type that leaves the others out. */
function given<Row extends object>(fields: { readonly [Name in keyof Row]: Row[Name] | undefined }): Row {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Row;
}

/** The short names of `config/entity_registry/list_for_display` in full, as the frontend writes them into `hass.entities`. */
function displayRow(entityId: string, row: Fields, categories: Fields): EntityRow {
  const { ai, di, pl, tk, ec, en, hb } = row;
  return given<EntityRow>({
    entity_id: entityId,
    device_id: text(di),
    area_id: text(ai),
    platform: text(pl),
    translation_key: text(tk),
    entity_category: text(categories[String(ec)]),
    name: text(en),
    hidden: hb === true ? true : undefined,
  });
}

function entitiesOf(value: unknown): HomeView["entities"] {
  // The answer of `list_for_display` as a whole.
  const display = isObject(value) && Array.isArray(value["entities"]) ? value : undefined;
  const categories = record(display?.["entity_categories"]);
  const source = display ? display["entities"] : value;
  const short = list(source).some((row) => typeof record(row)["ei"] === "string");
  if (short) return byId(rows("entities", source, "ei").map(([id, row]) => [id, displayRow(id, row, categories)]));
  return byId(
    rows("entities", source, "entity_id")
      // A row of the full registry. What is disabled is not in `hass.entities`.
      .filter(([, { disabled_by: disabled }]) => disabled === undefined || disabled === null)
      .map(([id, row]) => {
        const { hidden, hidden_by: hiddenBy } = row;
        const isHidden = hidden === true || typeof hiddenBy === "string";
        return [id, { ...registryRow(id, row), ...(isHidden ? { hidden: true } : {}) }];
      }),
  );
}

/** A row of the registry. Its options go at once: they can hold a code. */
function registryRow(entityId: string, { options: _options, ...row }: Fields): RegistryRow {
  return { ...row, entity_id: entityId };
}

/** Pairs of texts, such as identifiers. */
function pairs(value: unknown): readonly (readonly string[])[] {
  return list(value).flatMap((pair) => (Array.isArray(pair) ? [pair.map(String)] : []));
}

function deviceRow(id: string, row: Fields): DeviceRow {
  return {
    ...row,
    id,
    identifiers: pairs(row["identifiers"]),
    connections: pairs(row["connections"]),
    config_entries: list(row["config_entries"]).filter((entry) => typeof entry === "string"),
  };
}

function configEntry(entryId: string, row: Fields): ConfigEntryRow {
  return { ...row, entry_id: entryId, domain: text(row["domain"]) ?? "" };
}

function issuesOf(value: unknown): readonly IssueRow[] {
  const source = isObject(value) ? value["issues"] : value;
  if (!Array.isArray(source)) refuse("issues", value, "a list of rows");
  return source.map((row, index) => (isObject(row) ? row : refuse(`issues[${index}]`, row, "a row with fields")));
}

function answersOf(value: unknown): readonly Answer[] {
  if (!Array.isArray(value)) refuse("answers", value, "a list of answers");
  return value.map((row, index): Answer => {
    const { request, result, error, at } = isObject(row) ? row : refuse(`answers[${index}]`, row, "an answer");
    const type = isObject(request) ? text(request["type"]) : refuse(`answers[${index}].request`, request, "the request");
    if (!isObject(request) || type === undefined) refuse(`answers[${index}].request.type`, type, "the type of the request");
    const came = instant(at);
    const failed = error === undefined || error === null ? undefined : record(error);
    return {
      request: { ...request, type },
      ...(failed ? { error: { code: text(failed["code"]) ?? "failed", message: text(failed["message"]) ?? "" } } : { result }),
      ...(came === undefined ? {} : { at: came }),
    };
  });
}

function commandsOf(value: unknown): HomeView["commands"] {
  return byId(
    Object.entries(object("commands", value)).map(([entityId, command]): [string, SentCommand] => {
      const { wanted, at } = object(`commands[${JSON.stringify(entityId)}]`, command);
      const sent = instant(at);
      if (wanted !== "locked" && wanted !== "unlocked")
        refuse(`commands[${JSON.stringify(entityId)}].wanted`, wanted, '"locked" or "unlocked"');
      if (sent === undefined) refuse(`commands[${JSON.stringify(entityId)}].at`, at, "a time");
      return [entityId, { wanted, at: sent }];
    }),
  );
}

const isGiven = (value: unknown) => value !== undefined && value !== null;

function homeOf(value: unknown): HomeView {
  if (!isObject(value)) refuse("the whole", value, "an object with takenAt, states, entities and devices");
  const { takenAt, config, user, states, entities, registry, devices, configEntries, issues, answers, commands } = value;
  const at = instant(takenAt);
  if (at === undefined) refuse("takenAt", takenAt, "the time of the recording (ISO, or epoch)");
  if (!isGiven(states)) refuse("states", states, "the states of entities");
  const { state, version } = object("config", config);
  return given<HomeView>({
    takenAt: at,
    config: given<HomeView["config"]>({ state: text(state), version: text(version) }),
    user: isGiven(user) ? { is_admin: object("user", user)["is_admin"] === true } : undefined,
    states: byId(rows("states", states, "entity_id").map(([id, row]) => [id, stateOf(id, row)])),
    // The full registry says all that the display registry says, and more.
    entities: entitiesOf(isGiven(entities) ? entities : registry),
    registry: isGiven(registry)
      ? byId(rows("registry", registry, "entity_id").map(([id, row]) => [id, registryRow(id, row)]))
      : undefined,
    devices: byId(rows("devices", devices, "id").map(([id, row]) => [id, deviceRow(id, row)])),
    configEntries: isGiven(configEntries)
      ? rows("configEntries", configEntries, "entry_id").map(([id, row]) => configEntry(id, row))
      : undefined,
    issues: isGiven(issues) ? issuesOf(issues) : undefined,
    answers: isGiven(answers) ? answersOf(answers) : undefined,
    commands: isGiven(commands) ? commandsOf(commands) : undefined,
  });
}

/**
 * Reads a recorded home. Generous in how things are written (maps or lists, ISO times or epochs, rows with missing
 * fields), strict where a guess could hide a lock: then the problem names the field.
 */
export function asHome(value: unknown): HomeView | { readonly problem: string } {
  try {
    return homeOf(value);
  } catch (error) {
    if (error instanceof Problem) return { problem: error.message };
    throw error;
  }
}
