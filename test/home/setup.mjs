// The home that all scenarios share: lab, Home Assistant, names, the Matter lock, and secrets that nobody may ever see.
import { IN_CONTAINER, RADIO_ENTITIES, startHome } from "./home.mjs";
import { newLab, portsAreFree, whyNoMatter } from "./lab.mjs";
import { pastOfHome, writePast } from "./past.mjs";

/** Codes that the home holds in the places where homes hold them. None may turn up in anything the card makes. */
export const SECRETS = { "user code of Front Door": "739152", "default code of Garage": "846201" };

async function plantCodes(home) {
  const [front, garage] = [await home.lockOf("Front Door"), await home.lockOf("Garage")];
  await home.admin.session.service(
    "zwave_js",
    "set_lock_usercode",
    { code_slot: 1, usercode: SECRETS["user code of Front Door"] },
    { entity_id: front },
  );
  await home.call("config/entity_registry/update", {
    entity_id: garage,
    options_domain: "lock",
    options: { default_code: SECRETS["default code of Garage"] },
  });
}

/**
 * Starts lab and home, as far as this machine can. `tell` is called with what was done and how long it took.
 * Answers { home, lab, missing }: `missing.matter` says why there is no Matter lock.
 */
export async function setUp({ tell = () => {}, card = true, out } = {}) {
  await portsAreFree();
  const began = Date.now();
  const told = (what) => tell(`${what} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  const lab = newLab({ out });
  const missing = { matter: IN_CONTAINER ? "the container has no Matter server beside it" : whyNoMatter() };
  const matterNet = missing.matter ? undefined : lab.startMatter();
  const zwaveNet = lab.startZwave();
  const broker = lab.startBroker();
  // A part that fails while another is waited for is told below; until then it must not end the process.
  for (const part of [matterNet, zwaveNet, broker]) part?.catch(() => {});

  const home = await startHome({ name: `test-${process.env.LAB_PORT ?? "home"}` });
  told("Home Assistant has started");
  await broker;
  await home.add("mqtt");
  const zigbeeNet = lab.startZigbee2mqtt();
  zigbeeNet.catch(() => {});
  await home.add("todo");
  await zwaveNet;
  told("the Z-Wave network is up");
  await home.add("zwave");
  told("Z-Wave locks are there and named");
  if (matterNet) {
    await matterNet;
    await home.add("matter");
    await home.commissionMatterLock();
    told("the Matter lock is commissioned");
  }
  await zigbeeNet;
  await home.until(
    "three Zigbee locks",
    async () =>
      (await home.call("get_states")).filter(({ entity_id: id }) => /^lock\.(patio|side_door|shed)$/.test(id)).length === 3,
    60_000,
  );
  told("Zigbee locks are there");
  await plantCodes(home);
  await home.enable(RADIO_ENTITIES);
  if (card) await home.installCard();
  const past = await pastOfHome(home);
  await home.restart(() => writePast(home, past));
  await statesAreKnown({ home, lab, missing });
  told("restarted with the radio's sensors, and with ten days behind it");
  return { home, lab, missing };
}

/**
 * Waits until every lock has told its state. After a restart of Home Assistant Zigbee2MQTT repeats what it knows only
 * after half a minute; here its locks report by themselves sooner, as they do now and then.
 */
export async function statesAreKnown({ home, lab, missing }, within = 60_000) {
  const count = missing.matter ? 7 : 8;
  await home.until(
    "the state of every lock",
    async () => {
      const locks = (await home.call("get_states")).filter(({ entity_id: id }) => id.startsWith("lock."));
      if (locks.some(({ state }) => state === "unknown"))
        for (const [name, { linkquality }] of Object.entries(await lab.holds("zigbee")))
          await lab.zigbee(name, "linkquality", { value: linkquality });
      return locks.length >= count && locks.every(({ state }) => state !== "unknown" && state !== "unavailable");
    },
    within,
  );
}

/**
 * Moves a Z-Wave lock nearer or farther. The driver averages what it hears, so the lock is pinged until Home Assistant's
 * sensor has come near the new value.
 */
export async function moveTo({ home, lab }, node, name, dbm) {
  await lab.zwave(node, "rssi", { dbm });
  const [sensor, button] = [await home.entityOf(name, ".statistics_rssi"), await home.entityOf(name, ".ping")];
  await home.until(
    `${name} is heard with about ${dbm} dBm`,
    async () => {
      const heard = Number((await home.state(sensor))?.state);
      if (Math.abs(heard - dbm) <= 4) return true;
      await home.admin.session.service("button", "press", {}, { entity_id: button });
    },
    30_000,
  );
}
