const GITHUB = "https://github.com";

/** Battery Notes' library of cell types (MIT, © andrew-codechimp); figures only. See docs/credits.md. */
export const BATTERY_NOTES = `${GITHUB}/andrew-codechimp/HA-Battery-Notes/blob/main/library/library.json`;

/** A device's file in the Z-Wave JS device database (MIT), by manufacturer id and file. */
export const zwave = (file: string) => `${GITHUB}/zwave-js/zwave-js/blob/master/packages/config/config/devices/0x${file}.json`;

/** A vendor's file in zigbee-herdsman-converters (MIT), for the words that Zigbee2MQTT writes. */
export const zigbee = (vendor: string) => `${GITHUB}/Koenkk/zigbee-herdsman-converters/blob/master/src/devices/${vendor}.ts`;

/** A manual as its maker filed it with the Z-Wave Alliance. */
export const alliance = (file: string) => `https://products.z-wavealliance.org/ProductManual/File?folder=&filename=${file}`;
export const certified = (file: string) => alliance(`MarketCertificationFiles/${file}`);
export const filed = (file: string) => alliance(`product_documents/${file}`);
