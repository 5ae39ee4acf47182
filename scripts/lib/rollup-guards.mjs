import { relative } from "node:path";
import { root } from "./root.mjs";

const named = (id) => relative(root, id.split("?")[0]);

/** Which modules of a chunk import which modules of another, as "a.ts → b.ts". */
function meetings(chunk, other, info) {
  const theirs = new Set(other.moduleIds);
  return chunk.moduleIds.flatMap((id) =>
    (info(id)?.importedIds ?? [])
      .filter((imported) => theirs.has(imported))
      .map((imported) => `${named(id)} → ${named(imported)}`),
  );
}

function importsEntry(chunk, entry, info) {
  const pairs = meetings(chunk, entry, info);
  return (
    `${chunk.fileName} imports the entry (${pairs.join(", ") || "through a shared module"}). Home Assistant loads the entry under an address with "?v=…", ` +
    `so this would load and run it a second time. Hand the chunk what it needs as an argument, or use \`import type\`.`
  );
}

function splitOff(entry, bundle, info) {
  const shared = entry.imports.map((name) => {
    const chunk = bundle[name];
    const users = Object.values(bundle).filter((other) => other !== entry && other.imports?.includes(name));
    return `${name} (${users.flatMap((user) => meetings(user, chunk, info)).join(", ") || "no lazy user found"})`;
  });
  return (
    `The entry imports ${shared.join("; ")}: shared code was split off from it. The entry must do the whole main job alone, ` +
    `because an installation from a branch brings only that file. Hand lazy code what it needs as an argument, or use \`import type\`.`
  );
}

/** The entry stands alone, and no chunk comes back to it. */
export function entryStandsAlone() {
  return {
    name: "entry-stands-alone",
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter(({ type }) => type === "chunk");
      const entry = chunks.find(({ isEntry }) => isEntry);
      const info = (id) => this.getModuleInfo(id);
      const returning = chunks.find((chunk) => [...chunk.imports, ...chunk.dynamicImports].includes(entry.fileName));
      if (returning) this.error(importsEntry(returning, entry, info));
      if (entry.imports.length > 0) this.error(splitOff(entry, bundle, info));
    },
  };
}

const SOCKET = "home-assistant-js-websocket";

/** Home Assistant brings its connection; a second copy of the library would open its own and weigh 8 kB. */
export function noSecondSocket() {
  return {
    name: "no-second-socket",
    generateBundle(_options, bundle) {
      const importers = [...this.getModuleIds()]
        .filter((id) => !id.includes(SOCKET) && this.getModuleInfo(id)?.importedIds.some((imported) => imported.includes(SOCKET)))
        .map(named);
      for (const { fileName, modules = {} } of Object.values(bundle)) {
        const copied = Object.entries(modules).some(([id, { renderedLength }]) => id.includes(SOCKET) && renderedLength > 0);
        if (copied)
          this.error(
            `${fileName} has a copy of ${SOCKET}, imported by ${importers.join(", ")}. Use its types only: \`import type\`.`,
          );
      }
    },
  };
}
