import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { parse } from "yaml";
import { commands } from "../../src/bridge/cli/args.ts";
import { OptionsError, readOptions } from "../../src/bridge/options.ts";
import { INCIDENT_KINDS } from "../../src/bridge/ports.ts";
import { REMEDY_IDS, remedies } from "../../src/core/remedies/index.ts";
import { read, root } from "./support.ts";

/**
 * How the bridge is packed. None of it can be built here, so it is held against what is published: the Supervisor's own
 * schema (home-assistant/supervisor at 090ef31, supervisor/apps/{validate,options}.py, supervisor/utils/apparmor.py and
 * supervisor/store/validate.py), and the linter of Apps (frenck/action-addon-linter at 2bd8faa, src/lint.py and
 * src/config.schema.json).
 */

const APP = "app/lock-health-bridge";
const BUNDLE = "lock-health-bridge.mjs";

interface Tree {
  readonly [name: string]: unknown;
}
const tree = (value: unknown): Tree => (typeof value === "object" && value !== null ? (value as Tree) : {});
const yaml = (path: string): Tree => tree(parse(read(path)));
const { version } = JSON.parse(read("package.json")) as { readonly version: string };

/** What the bridge says to these options; empty where it takes them. */
async function problems(env: { readonly [name: string]: string }, overrides: Tree = {}): Promise<readonly string[]> {
  try {
    await readOptions({ env, overrides, needs: [] });
    return [];
  } catch (error) {
    assert.ok(error instanceof OptionsError, String(error));
    return error.problems;
  }
}

describe("the App's config.yaml", () => {
  const config = yaml(`${APP}/config.yaml`);
  const is = (pattern: RegExp) => (value: unknown) => typeof value === "string" && pattern.test(value);
  const isText = (value: unknown) => typeof value === "string";
  const isFlag = (value: unknown) => typeof value === "boolean";
  const isRecord = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
  const each = (holds: (value: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(holds);
  const oneOf =
    (...values: unknown[]) =>
    (value: unknown) =>
      values.includes(value);

  /** The keys that it may have here, what the Supervisor wants of each, and the value that the linter wants left out. */
  const RULES: { readonly [key: string]: { readonly holds: (value: unknown) => boolean; readonly unless?: unknown } } = {
    name: { holds: isText },
    version: { holds: isText },
    slug: { holds: is(/^[-_.A-Za-z0-9]+$/) },
    description: { holds: isText },
    arch: { holds: each(oneOf("aarch64", "amd64")) },
    url: { holds: is(/^https:\/\//) },
    image: { holds: isText },
    stage: { holds: oneOf("stable", "experimental", "deprecated"), unless: "stable" },
    startup: { holds: oneOf("initialize", "system", "services", "application", "once"), unless: "application" },
    boot: { holds: oneOf("auto", "manual", "manual_only"), unless: "auto" },
    backup: { holds: oneOf("hot", "cold"), unless: "hot" },
    homeassistant: { holds: is(/^\d{4}\.\d{1,2}\.\d+$/) },
    init: { holds: isFlag, unless: true },
    homeassistant_api: { holds: isFlag, unless: false },
    services: { holds: each(is(/^(mqtt|mysql):(provide|want|need)$/)) },
    ports: { holds: (value) => isRecord(value) && Object.keys(tree(value)).every(is(/^\d+\/(tcp|udp)$/)) },
    options: { holds: isRecord },
    schema: { holds: isRecord },
    timeout: { holds: (value) => typeof value === "number" && value >= 10 && value <= 300, unless: 10 },
  };

  for (const [key, value] of Object.entries(config)) {
    // Privileges, host access, folders, and what the linter calls obsolete (watchdog, advanced, codenotary) are not there.
    test(`${key} is one that an App without privileges has, and as the Supervisor wants it`, () => {
      const rule = RULES[key];
      assert.ok(rule, "not in the table: it asks for more, or for nothing that is known");
      assert.ok(rule.holds(value), JSON.stringify(value));
      if ("unless" in rule) assert.notDeepEqual(value, rule.unless, "the linter wants defaults left out");
    });
  }

  test("has what the Supervisor cannot do without", () => {
    for (const key of ["name", "version", "slug", "description", "arch"]) assert.ok(key in config, key);
  });

  test("needs no configuration: token and broker come from the Supervisor", () => {
    assert.equal(config["homeassistant_api"], true);
    assert.deepEqual(config["services"], ["mqtt:need"]);
    assert.deepEqual(required(tree(config["schema"]), tree(config["options"])), []);
  });

  test("has the version of the package, and its changelog begins with it", () => {
    assert.equal(config["version"], version);
    assert.equal(/^## (.+)$/m.exec(read(`${APP}/CHANGELOG.md`))?.[1], version);
  });

  test("opens no port by itself", () => {
    for (const port of Object.values(tree(config["ports"]))) assert.equal(port, null);
    assert.deepEqual(tree(config["options"])["http"], { host: "127.0.0.1" });
  });

  /** Options that somebody has to fill in: neither optional nor with a default. */
  function required(schema: Tree, options: Tree, prefix = ""): string[] {
    return Object.entries(schema).flatMap(([name, type]) => {
      const path = prefix + name;
      if (isRecord(type)) return name in options ? required(tree(type), tree(options[name]), `${path}.`) : [path];
      const element = Array.isArray(type) ? (type as unknown[])[0] : type;
      return String(element).endsWith("?") || name in options ? [] : [path];
    });
  }

  // supervisor/apps/options.py, RE_SCHEMA_ELEMENT.
  const NUMBER = String.raw`-?\d*\.?\d*`;
  const ELEMENT = new RegExp(
    String.raw`^(bool|email|url|port|str(\(\d*,\d*\))?|password(\(\d*,\d*\))?|(int|float)(\(${NUMBER},${NUMBER}\))?|match\(.*\)|list\(.+\))\??$`,
  );
  /** A value of each option that the Supervisor lets through, as a household would write it. */
  const SAMPLES: { readonly [option: string]: unknown } = {
    language: "de",
    daily_ping: true,
    battery_low: 25,
    battery_critical: 5,
    exclude: ["lock.shed"],
    home_id: "cabin-2",
    log_level: "debug",
    "mqtt.url": "mqtts://broker:8883",
    "mqtt.username": "bridge",
    "mqtt.password": "secret",
    "mqtt.discovery_prefix": "homeassistant",
    "http.host": "0.0.0.0",
  };
  const leaves = Object.entries(tree(config["schema"])).flatMap(([name, type]): [string, unknown][] =>
    isRecord(type) ? Object.entries(tree(type)).map(([inner, element]) => [`${name}.${inner}`, element]) : [[name, type]],
  );
  for (const [path, type] of leaves) {
    test(`option ${path} is of a type that the Supervisor knows, and one of the bridge`, async () => {
      const element = String(Array.isArray(type) ? (type as unknown[])[0] : type);
      assert.match(element, ELEMENT);
      assert.ok(path in SAMPLES, "give it a sample here");
      assert.deepEqual(await problems({}, { [path]: SAMPLES[path] }), []);
      const [, least, most] = /^int\((\d+),(\d+)\)/.exec(element) ?? [];
      // The App lets through what the bridge takes, and nothing else: else it would refuse to start.
      for (const edge of [least, most])
        if (edge !== undefined) {
          const low = path === "battery_critical" ? { battery_low: 60 } : { battery_critical: 1 };
          assert.deepEqual(await problems({}, { ...low, [path]: Number(edge) }), []);
        }
      const [, words] = /^list\((.+)\)/.exec(element) ?? [];
      for (const word of words?.split("|") ?? []) assert.deepEqual(await problems({}, { [path]: word }), []);
    });
  }

  for (const language of ["en", "de"]) {
    test(`${language}: every option and port has words, and nothing else has`, () => {
      const { configuration, network, ...rest } = yaml(`${APP}/translations/${language}.yaml`);
      assert.deepEqual(rest, {});
      const names = Object.entries(tree(configuration)).flatMap(([name, entry]) => {
        const { name: label, description = "", fields, ...more } = tree(entry);
        assert.ok(isText(label) && isText(description), name);
        assert.deepEqual(more, {}, name);
        return fields ? Object.keys(tree(fields)).map((field) => `${name}.${field}`) : [name];
      });
      assert.deepEqual(names.sort(), leaves.map(([path]) => path).sort());
      assert.deepEqual(Object.keys(tree(network)), Object.keys(tree(config["ports"])));
    });
  }

  test("repository.yaml names the repository", () => {
    const { name, maintainer, ...rest } = yaml("repository.yaml");
    assert.ok(isText(name) && isText(maintainer));
    assert.deepEqual(rest, {});
  });
});

describe("the App's AppArmor profile", () => {
  const profile = read(`${APP}/apparmor.txt`);
  const lines = profile.split("\n").map((line) => line.trim());

  test("is one, named as the App: the Supervisor takes the name from the one line that begins with it", () => {
    const names = [...profile.matchAll(/^profile ([^ ]+)/gm)].map(([, name]) => name);
    assert.deepEqual(names, [yaml(`${APP}/config.yaml`)["slug"]]);
    assert.equal(profile.split("{").length, profile.split("}").length);
  });

  test("gives no capability, no file but those named, and neither mount nor ptrace", () => {
    for (const line of lines)
      assert.doesNotMatch(line, /^(capability|file|mount|umount|pivot_root|ptrace|userns|dbus)\b|complain|unconfined\)/);
  });

  test("lets it write its own data and nothing else", () => {
    const written = lines.flatMap((line) => /^(\S+) \w*[wa]\w*,$/.exec(line)?.[1] ?? []);
    assert.deepEqual(written, ["/data/**", "/tmp/**"]);
  });

  test("lets it run what the Dockerfile starts: Node, and the shell's tools for the health check", () => {
    const run = lines.flatMap((line) => /^(\S+) \w*x\w*,$/.exec(line)?.[1] ?? []);
    assert.deepEqual(run, ["/usr/local/bin/node", "/bin/busybox"]);
    assert.match(read(`${APP}/Dockerfile`), /^ENTRYPOINT \["node", "\/opt\/lock-health\/lock-health-bridge\.mjs"\]$/m);
    assert.match(profile, /^ {2}\/opt\/lock-health\/\*\* r,$/m);
  });
});

test("icon and logo are drawn in the sizes that Home Assistant asks for", () => {
  const sizes = ["icon", "logo"].map((name) => {
    const png = readFileSync(join(root, APP, `${name}.png`));
    assert.equal(png.toString("latin1", 1, 4), "PNG");
    return [png.readUInt32BE(16), png.readUInt32BE(20)];
  });
  assert.deepEqual(sizes, [
    [128, 128],
    [250, 100],
  ]);
});

interface Step {
  readonly word: string;
  readonly rest: string;
}

/** The instructions of a Dockerfile, without comments, each on one line. */
function steps(path: string): readonly Step[] {
  const joined = read(path)
    .replace(/^\s*#.*\n/gm, "")
    .replace(/\\\n/g, " ");
  return joined.split("\n").flatMap((line) => {
    const [, word, rest] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    assert.ok(word !== undefined || line.trim() === "", `${path}: ${line}`);
    return word === undefined ? [] : [{ word, rest: (rest ?? "").replace(/\s+/g, " ") }];
  });
}

/** An image of a named version: not `latest`, and not one that moves with a major. */
const PINNED = /^[\w./-]+:\d+\.\d+\.\d+[\w.-]*(@sha256:[0-9a-f]{64})?$/;

for (const path of ["Dockerfile", `${APP}/Dockerfile`]) {
  describe(path, () => {
    const all = steps(path);
    const of = (word: string) => all.filter((step) => step.word === word).map(({ rest }) => rest);

    test("builds on pinned images, all of one version of Node", () => {
      const images = of("FROM").map((rest) => rest.split(" ")[0] ?? "");
      for (const image of images) assert.match(image, PINNED);
      assert.equal(new Set(images.map((image) => image.split("-")[0])).size, 1);
    });

    test("is the same for all kinds of installation: base, bundle, data, health", () => {
      const mine = all.filter(({ word }) => ["HEALTHCHECK", "ENTRYPOINT", "CMD"].includes(word));
      assert.equal(mine.length, 3);
      assert.equal(of("ENTRYPOINT")[0], `["node", "/opt/lock-health/${BUNDLE}"]`);
      assert.equal(of("CMD")[0], '["run"]');
      assert.match(of("HEALTHCHECK")[0] ?? "", /127\.0\.0\.1:.*9190.*\/health/);
      assert.equal(
        of("FROM").at(-1),
        steps("Dockerfile")
          .filter(({ word }) => word === "FROM")
          .at(-1)?.rest,
      );
      assert.match(of("ENV").at(-1) ?? "", /LOCK_HEALTH_DATA=\/data$/);
    });

    test("fetches nothing that is not locked, and holds no secret", () => {
      assert.deepEqual(of("ADD"), []);
      for (const { word, rest } of all) {
        if (word === "RUN") assert.doesNotMatch(rest, /\b(curl|wget|sudo|apk|apt|apt-get|npm install|npx)\b/);
        if (word === "ENV" || word === "ARG") assert.doesNotMatch(rest, /token|password|secret/i);
      }
    });

    test("sets only options that the bridge has", async () => {
      const env = Object.fromEntries(
        of("ENV").flatMap((rest) => rest.split(" ").map((pair) => pair.split("=") as [string, string])),
      );
      assert.deepEqual(await problems(env), []);
    });
  });
}

test("the image for everybody does not run as root, and its data belongs to who it runs as", () => {
  const all = steps("Dockerfile");
  assert.equal(all.findLast(({ word }) => word === "USER")?.rest, "node");
  assert.ok(all.some(({ word, rest }) => word === "RUN" && rest === "mkdir /data && chown node:node /data"));
});

test("a build sees the sources and nothing else of a checkout", () => {
  const [first, ...kept] = read(".dockerignore")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  assert.equal(first, "*");
  for (const line of kept)
    assert.match(line, /^!(package(-lock)?\.json|\.npmrc|rollup\.config\.mjs|tsconfig\*\.json|scripts|src)$/);
});

describe("docker-compose.yaml", () => {
  const { services, volumes, ...rest } = yaml("docker-compose.yaml");
  const bridge = tree(tree(services)["bridge"]);

  test("has the bridge and a broker, with volumes that are declared", () => {
    assert.deepEqual(rest, {});
    assert.deepEqual(Object.keys(tree(services)), ["bridge", "mosquitto"]);
    const used = Object.values(tree(services)).flatMap((service) => tree(service)["volumes"] as string[]);
    const named = used.map((volume) => volume.split(":")[0] ?? "").filter((name) => !name.startsWith("."));
    assert.deepEqual(named.sort(), Object.keys(tree(volumes)).sort());
    assert.match(String(tree(tree(services)["mosquitto"])["image"]), PINNED);
    assert.equal(bridge["build"], ".");
  });

  test("gives the bridge its options, none of them a secret that is written here", async () => {
    const environment = Object.entries(tree(bridge["environment"])) as [string, string][];
    for (const [name, value] of environment) assert.match(value, new RegExp(`^\\$\\{${name}(:[-?].+)?\\}$`));
    const sample = (name: string) =>
      name.endsWith("_HOME_URL") ? "http://ha:8123" : name.endsWith("_MQTT_URL") ? "mqtt://b" : "x";
    assert.deepEqual(await problems(Object.fromEntries(environment.map(([name]) => [name, sample(name)]))), []);
  });

  test("takes from the bridge what it does not need", () => {
    const { read_only, cap_drop, security_opt, privileged, ports, user } = bridge;
    assert.deepEqual(
      { read_only, cap_drop, security_opt, privileged, ports, user },
      {
        read_only: true,
        cap_drop: ["ALL"],
        security_opt: ["no-new-privileges:true"],
        privileged: undefined,
        ports: undefined,
        user: undefined,
      },
    );
  });

  test("lets nobody into the broker without a password: who can publish can press buttons", () => {
    const broker = read("packaging/mosquitto.conf");
    assert.match(broker, /^allow_anonymous false$/m);
    assert.match(broker, /^password_file \/mosquitto\/data\/\w+$/m);
  });
});

describe("the systemd unit", () => {
  const unit = "packaging/lock-health-bridge.service";
  const settings = new Map(
    [...read(unit).matchAll(/^(\w+)=(.*)$/gm)].map(([, name = "", value = ""]): [string, string] => [name, value]),
  );

  for (const [name, value] of [
    ["DynamicUser", "yes"],
    ["NoNewPrivileges", "yes"],
    ["ProtectSystem", "strict"],
    ["ProtectHome", "yes"],
    ["PrivateDevices", "yes"],
    ["PrivateTmp", "yes"],
    ["CapabilityBoundingSet", ""],
    ["StateDirectory", "lock-health"],
    ["StateDirectoryMode", "0700"],
    ["RestrictNamespaces", "yes"],
    ["SystemCallArchitectures", "native"],
  ] as const) {
    test(`${name}=${value}`, () => assert.equal(settings.get(name), value));
  }

  test("writes only into its state folder, and reads the token as a credential", () => {
    assert.equal(settings.get("ReadWritePaths"), undefined);
    const [, data] = /LOCK_HEALTH_DATA=(\S+)/.exec(settings.get("Environment") ?? "") ?? [];
    assert.equal(data, "/var/lib/lock-health");
    assert.match(settings.get("LoadCredential") ?? "", /^bridge\.yaml:/);
    assert.match(settings.get("ExecStart") ?? "", / run --config \$\{CREDENTIALS_DIRECTORY\}\/bridge\.yaml$/);
  });

  const there = spawnSync("systemd-analyze", ["--version"]).status === 0;
  test("is one that systemd understands", { skip: there ? false : "no systemd-analyze here" }, () => {
    const folder = mkdtempSync(join(tmpdir(), "unit-"));
    try {
      const path = join(folder, "lock-health-bridge.service");
      // The Node of this machine may lie elsewhere, and systemd looks for it.
      writeFileSync(path, read(unit).replace("ExecStart=/usr/bin/node", `ExecStart=${process.execPath}`));
      const { stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", path], { encoding: "utf8" });
      // It also looks at the units of this machine that this one names.
      const own = stderr.split("\n").filter((line) => line.includes("lock-health-bridge"));
      assert.deepEqual(own, []);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("docs/bridge.md", () => {
  const text = read("docs/bridge.md");
  const rowsOf = (word: string) => text.split("\n").filter((line) => line.startsWith("|") && line.includes(`\`${word}\``));

  test("has every option", async () => {
    const leaves = (value: Tree, prefix = ""): string[] =>
      Object.entries(value).flatMap(([name, each]) =>
        each !== null && typeof each === "object" && !Array.isArray(each) ? leaves(tree(each), `${name}.`) : [prefix + name],
      );
    const all = leaves(await readOptions({ env: {}, needs: [] }));
    assert.deepEqual(
      all.filter((path) => rowsOf(path).length === 0),
      [],
    );
  });

  const pause = (ms: number) => (ms < 60_000 ? `${ms / 1_000} s` : ms < 3_600_000 ? `${ms / 60_000} min` : `${ms / 3_600_000} h`);
  for (const id of REMEDY_IDS) {
    const remedy = remedies[id];
    if (remedy.kind !== "action") continue;
    test(`has ${id} with its pause`, () => {
      const [row = ""] = rowsOf(id);
      assert.match(row.split("|")[2] ?? "", new RegExp(`^ ${pause(remedy.coolDown)}\\b`), row);
    });
  }

  test("has every kind of incident, every metric and every command", () => {
    for (const kind of INCIDENT_KINDS) assert.ok(text.includes(`\`${kind}\``), kind);
    for (const [, name = ""] of read("src/bridge/metrics.ts").matchAll(/\bname: "((?:lock_health|process)_\w+)"/g))
      assert.match(text, new RegExp(`\`${name}(_total)?\``));
    for (const { name } of commands) assert.match(text, new RegExp(`\`${name}\\b`));
  });
});
