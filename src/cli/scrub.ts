import { text, time } from "../adapters/home.ts";
import type { HomeView } from "../adapters/home.ts";
import { Answers } from "./scrub/answers.ts";
import { Fakes } from "./scrub/fakes.ts";
import { Rows } from "./scrub/rows.ts";
import { plain } from "./scrub/values.ts";

type ById<Row> = { readonly [id: string]: Row | undefined };

/**
 * Makes a home fit to be shown to others: only what belongs to locks and their hubs is kept, of that only the fields that
 * are named here, and of texts only the words of a vocabulary. All of these say what may stay, none what must go: what
 * nobody has thought of is left out. Ids are replaced, the same by the same.
 */
export function scrub(home: HomeView): HomeView {
  const fakes = new Fakes(home);
  const rows = new Rows(home, fakes);
  const answers = new Answers(home, fakes);
  const entries = new Set(fakes.refs.flatMap(({ entryId }) => entryId ?? []));
  const ofLocks = <Row>(all: ById<Row>, write: (row: Row, id: string) => Row): ById<Row> =>
    Object.fromEntries(
      Object.entries(all).flatMap(([id, row]) => {
        const fake = fakes.entities.get(id);
        return fake === undefined || row === undefined ? [] : [[fake, write(row, id)]];
      }),
    );
  const devices = [...fakes.devices].flatMap(([id, fake]) => {
    const device = home.devices[id];
    return device ? [rows.device(device, fake)] : [];
  });
  const { config, user, configEntries, issues, commands } = home;
  return {
    takenAt: new Date(time(home.takenAt) ?? 0).toISOString(),
    config: {
      ...(text(config.state) === undefined ? {} : { state: plain(config.state) ?? "unknown" }),
      ...(text(config.version) === undefined ? {} : { version: fakes.version(config.version) ?? "" }),
    },
    ...(user ? { user: { is_admin: user.is_admin === true } } : {}),
    states: ofLocks(home.states, (state, id) => rows.state(state, id)),
    entities: ofLocks(home.entities, (row, id) => rows.entity(row, id)),
    ...(home.registry ? { registry: ofLocks(home.registry, (row, id) => rows.registry(row, id)) } : {}),
    devices: Object.fromEntries(devices.map((device) => [device.id, device])),
    ...(configEntries
      ? { configEntries: configEntries.filter((row) => entries.has(row.entry_id)).map((row) => rows.configEntry(row)) }
      : {}),
    ...(issues ? { issues: issues.flatMap((row) => rows.issue(row)) } : {}),
    ...(home.answers ? { answers: home.answers.flatMap((answer) => answers.answer(answer)) } : {}),
    ...(commands ? { commands: ofLocks(commands, ({ wanted, at }) => ({ wanted, at })) } : {}),
  };
}
