/** Draws the App's icon and logo: node packaging/icon.mjs. A padlock with the line of a pulse, as distances to shapes. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";

const GROUND = [15, 118, 110];
const INK = [255, 255, 255];
/** Samples a pixel and direction. */
const FINE = 4;

const box = (x, y, cx, cy, w, h, r) => {
  const dx = Math.max(Math.abs(x - cx) - w + r, 0);
  const dy = Math.max(Math.abs(y - cy) - h + r, 0);
  return Math.hypot(dx, dy) - r;
};
const line = (x, y, [ax, ay], [bx, by]) => {
  const along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2);
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay));
};
const PULSE = [
  [36, 81],
  [53, 81],
  [59, 68],
  [68, 94],
  [74, 81],
  [92, 81],
];

/** Colour and cover of a point of the icon, whose sides are 128. */
function at(x, y) {
  if (box(x, y, 64, 64, 60, 60, 26) > 0) return [GROUND, 0];
  const pulse = Math.min(...PULSE.slice(1).map((end, index) => line(x, y, PULSE[index], end)));
  if (pulse < 3.4) return [GROUND, 1];
  const bow = y < 44 ? Math.abs(Math.hypot(x - 64, y - 44) - 21) : Math.abs(Math.abs(x - 64) - 21);
  const isShackle = y <= 56 && bow < 5.2;
  return [isShackle || box(x, y, 64, 80, 37, 28, 9) < 0 ? INK : GROUND, 1];
}

function png(width, height, left, top, size) {
  const rows = [];
  for (let y = 0; y < height; y++) {
    const row = [0];
    for (let x = 0; x < width; x++) {
      const sum = [0, 0, 0, 0];
      for (let i = 0; i < FINE * FINE; i++) {
        const scale = 128 / size;
        const [colour, cover] = at(
          (x - left + ((i % FINE) + 0.5) / FINE) * scale,
          (y - top + (Math.floor(i / FINE) + 0.5) / FINE) * scale,
        );
        colour.forEach((part, index) => (sum[index] += part * cover));
        sum[3] += cover;
      }
      row.push(...sum.slice(0, 3).map((part) => Math.round(part / (sum[3] || 1))), Math.round((sum[3] / FINE ** 2) * 255));
    }
    rows.push(...row);
  }
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([8, 6], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.from(rows), { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const folder = join(import.meta.dirname, "..", "app", "lock-health-bridge");
writeFileSync(join(folder, "icon.png"), png(128, 128, 0, 0, 128));
writeFileSync(join(folder, "logo.png"), png(250, 100, 75, 0, 100));
