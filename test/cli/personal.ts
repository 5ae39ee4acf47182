import { readFileSync } from "node:fs";

/** What a person would not want in a file for others. */
export const SECRETS = {
  name: "Annabelle Quick",
  word: "Annabelle",
  code: "4711",
  "long code": "846201",
  "IPv4 address": "192.168.77.23",
  "IPv6 address": "fd12:3456:789a::77",
  "MAC address": "a4:c1:38:de:ad:01",
  "MAC address in one": "a4c138dead01",
  "mail address": "annabelle@quick.example",
  token: "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJiM2YifQ.x5Zk1QnUuQ",
  position: "52.370216",
  phone: "+31612345678",
  street: "12 Privet Drive",
  host: "https://quick.duckdns.example:8123/lovelace",
  serial: "SN-99A7C3321",
} as const;

type Json = null | boolean | number | string | Json[] | { [field: string]: Json };

export type JsonObject = { [field: string]: Json };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function recorded(name: string): JsonObject {
  return JSON.parse(readFileSync(new URL(`../homes/${name}.json`, import.meta.url), "utf8")) as JsonObject;
}

const hex = (count: number, length: number) => (0xdeadbeef00 + count).toString(16).padStart(length, "a4c138");

/** A recorded home with its people's names, ids and addresses in it again. */
export function inhabited(name: string): JsonObject {
  const text = JSON.stringify(recorded(name))
    .replaceAll(/\bLock (\d+)/g, "Annabelle's Door $1")
    .replaceAll(/\bHub (\d+)/g, "Quick's Box $1")
    .replaceAll(/\.lock_(\d+)/g, ".annabelles_door_$1")
    .replaceAll(/\.hub_(\d+)/g, ".quicks_box_$1")
    .replaceAll(/\bdevice(\d+)/g, (_all, count) => hex(Number(count), 32))
    .replaceAll(/\bentry(\d+)/g, (_all, count) => `01M82SMGSS96AX6YN3CZ9CPY${String(count).padStart(2, "0")}`)
    .replaceAll(/\b100000000(\d)/g, "373592855$1")
    .replaceAll(/\b0x00000000/g, "0xa4c138de")
    .replaceAll(/\b192\.0\.2\.(\d+)/g, "192.168.77.$1")
    .replaceAll(/\barea(\d+)/g, "annabelles_room_$1");
  return JSON.parse(text) as JsonObject;
}

/** Fields that stand beside the others in every row of the home, at every depth. */
const BESIDE: JsonObject = {
  pin_code: SECRETS.code,
  code: SECRETS["long code"],
  usercode: Number(SECRETS["long code"]),
  codes: { 1: SECRETS.code, 2: [SECRETS["long code"]] },
  changed_by: SECRETS.name,
  owner: SECRETS.word,
  user_id: SECRETS["MAC address in one"],
  context: { id: SECRETS.serial, user_id: SECRETS.name, parent_id: null },
  serial_number: SECRETS.serial,
  configuration_url: SECRETS.host,
  entity_picture: `/api/image?token=${SECRETS.token}`,
  latitude: Number(SECRETS.position),
  location: { latitude: SECRETS.position, address: SECRETS.street, phone: SECRETS.phone },
  ip_addresses: [SECRETS["IPv4 address"], SECRETS["IPv6 address"]],
  mac: SECRETS["MAC address"],
  account: SECRETS["mail address"],
  aliases: [SECRETS.name],
  options: { lock: { default_code: SECRETS.code } },
};

/** The same home with secrets beside everything that is known. */
export function withSecretsBeside(home: JsonObject): JsonObject {
  const plant = (value: Json, depth: number): Json => {
    if (Array.isArray(value)) return value.map((each) => plant(each, depth + 1));
    if (!isObject(value)) return value;
    const planted = Object.fromEntries(Object.entries(value).map(([field, each]) => [field, plant(each, depth + 1)]));
    // The first level holds maps by id, in which everything is a row.
    return depth === 1 ? planted : { ...planted, ...BESIDE };
  };
  return plant(home, 0) as JsonObject;
}
