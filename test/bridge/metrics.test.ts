import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { serve } from "../../src/bridge/http.ts";
import { Figures, OPENMETRICS, VERDICT_STATES, openMetrics } from "../../src/bridge/metrics.ts";
import type { MetricsInput } from "../../src/bridge/metrics.ts";
import { diagnose } from "../../src/core/everything.ts";
import type { LockHealth } from "../../src/runtime/home-health.ts";
import { HEALTHY, snapshot } from "../support/snapshot.ts";
import type { Written } from "../support/snapshot.ts";

interface Sample {
  readonly name: string;
  readonly labels: { readonly [name: string]: string };
  readonly value: number;
}

interface Family {
  readonly name: string;
  readonly type: string;
  readonly samples: Sample[];
}

const SUFFIXES: { readonly [type: string]: readonly string[] } = {
  gauge: [""],
  stateset: [""],
  counter: ["_total"],
  histogram: ["_bucket", "_count", "_sum"],
};

/** Reads OpenMetrics 1.0 text, as far as it is used here, and throws at whatever the standard does not allow. */
function parse(text: string): Map<string, Family> {
  assert.ok(text.endsWith("# EOF\n"), "ends with # EOF");
  assert.ok(!text.includes("\r"));
  const families = new Map<string, Family>();
  const seen = new Set<string>();
  let family: Family | undefined;
  for (const line of text.slice(0, -"# EOF\n".length).split("\n").slice(0, -1)) {
    const meta = /^# (TYPE|UNIT|HELP) ([a-z_]+) (.+)$/.exec(line);
    if (meta) {
      const [, keyword, name = "", rest = ""] = meta;
      if (keyword === "TYPE") {
        assert.ok(SUFFIXES[rest], line);
        assert.ok(!families.has(name), `${name} comes twice`);
        family = { name, type: rest, samples: [] };
        families.set(name, family);
      } else {
        assert.equal(family?.name, name, line);
        assert.equal(family.samples.length, 0, `${line} comes after a sample`);
        if (keyword === "UNIT") assert.ok(name.endsWith(`_${rest}`), line);
      }
      continue;
    }
    const found = /^([a-z_]+)\{((?:[a-z_]+="(?:[^"\\\n]|\\[\\"n])*",?)*)\} (-?[0-9.e+-]+|\+Inf|NaN)$/.exec(line);
    assert.ok(found, `no sample: ${line}`);
    const [, name = "", inner = "", value = ""] = found;
    assert.ok(family && SUFFIXES[family.type]!.some((suffix) => name === family!.name + suffix), `${name} is of no family`);
    const labels: { [name: string]: string } = {};
    for (const [, label = "", raw = ""] of inner.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g)) {
      assert.ok(!(label in labels), `${label} comes twice: ${line}`);
      labels[label] = raw.replace(/\\(.)/g, (_all, char: string) => (char === "n" ? "\n" : char));
    }
    assert.ok(!inner.endsWith(","), line);
    const key = name + JSON.stringify(Object.entries(labels).sort());
    assert.ok(!seen.has(key), `comes twice: ${line}`);
    seen.add(key);
    family.samples.push({ name, labels, value: value === "+Inf" ? Infinity : Number(value) });
  }
  for (const { type, name, samples } of families.values()) {
    assert.ok(samples.length > 0, `${name} has no sample`);
    if (type === "stateset")
      for (const { labels, value } of samples) assert.ok(name in labels && (value === 0 || value === 1), name);
    if (type === "counter" || type === "histogram") for (const { value } of samples) assert.ok(value >= 0, name);
    if (type !== "histogram") continue;
    const rowsOf = new Map<string, Sample[]>();
    for (const sample of samples) {
      const key = JSON.stringify(Object.entries(sample.labels).filter(([label]) => label !== "le"));
      rowsOf.set(key, [...(rowsOf.get(key) ?? []), sample]);
    }
    for (const row of rowsOf.values()) {
      const buckets = row.filter((sample) => sample.name.endsWith("_bucket"));
      assert.equal(buckets.at(-1)!.labels["le"], "+Inf");
      buckets.reduce((before, bucket) => {
        assert.ok(
          bucket.value >= before.value && Number(bucket.labels["le"]!.replace("+Inf", "Infinity")) > Number(before.labels["le"]),
        );
        return bucket;
      });
      assert.equal(row.find((sample) => sample.name.endsWith("_count"))!.value, buckets.at(-1)!.value);
    }
  }
  return families;
}

function health(written: Written, name = "Front Door"): LockHealth {
  const taken = snapshot(written);
  return { entityId: "lock.front_door", name, snapshot: taken, diagnosis: diagnose(taken), adapterId: "generic" };
}

function input(locks: readonly (readonly [string, LockHealth])[], more: Partial<MetricsInput> = {}): MetricsInput {
  return {
    home: "cabin",
    locks: locks.map(([id, lock]) => ({ id, health: lock })),
    figures: new Figures(),
    mqttConnected: true,
    homeConnected: false,
    residentBytes: 52_428_800,
    eventsDropped: 3,
    ...more,
  };
}

/** Samples of a metric as `label=value … number`, without the labels that all have. */
function read(text: string, name: string): string[] {
  return [...parse(text).values()]
    .flatMap(({ samples }) => samples)
    .filter((sample) => sample.name === name)
    .map(({ labels: { home, lock, lock_id, ...rest }, value }) => {
      assert.equal(home, "cabin");
      assert.equal(lock === undefined, lock_id === undefined);
      return [...Object.values(rest), value].join(" ");
    });
}

/** Everything there is, of locks in all sorts of states. */
function everything(): string {
  const figures = new Figures();
  figures.remedyEnded("ping", "confirmed", 1_500);
  figures.remedyEnded("install_update", "unverified", 7_200_000);
  figures.published(12);
  return openMetrics(
    input(
      [
        ["a", health({ ...HEALTHY, signal: -60, radio: "zwave", round_trip: 1_400 })],
        ["b", health({ ...HEALTHY, door_open: true, battery_level: 5 })],
      ],
      { figures },
    ),
  );
}

describe("the figures of a lock", () => {
  const states: readonly (readonly [state: string, facts: Written])[] = [
    ["healthy", HEALTHY],
    ["warning", { ...HEALTHY, battery_level: 18 }],
    ["error", { ...HEALTHY, jam_flag: true }],
    ["critical", { ...HEALTHY, battery_level: 5 }],
    ["unknown", {}],
  ];
  for (const [state, facts] of states)
    test(`verdict ${state}`, () =>
      assert.deepEqual(
        read(openMetrics(input([["a", health(facts)]])), "lock_health_verdict"),
        VERDICT_STATES.map((each) => `${each} ${Number(each === state)}`),
      ));

  test("findings, one each", () => {
    const text = openMetrics(input([["a", health({ ...HEALTHY, door_open: true, battery_level: 5 })]]));
    assert.deepEqual(read(text, "lock_health_findings"), [
      "power critical battery_critical 1",
      "mechanics error door_open_locked 1",
    ]);
  });

  test("battery, only where the reading is trusted", () => {
    const level = (facts: Written) =>
      read(openMetrics(input([["a", health({ ...HEALTHY, ...facts })]])), "lock_health_battery_percent");
    assert.deepEqual(level({}), ["80"]);
    assert.deepEqual(level({ battery_level: 126 }), []);
    assert.deepEqual(level({ battery_level: 0, battery_before: 80 }), []);
    assert.deepEqual(level({ battery_level: "80" as unknown as number }), []);
  });

  test("link and its parts", () => {
    const text = openMetrics(input([["a", health({ ...HEALTHY, signal: -60, radio: "zwave", round_trip: 1_400 })]]));
    assert.deepEqual(read(text, "lock_health_link_mark"), ["6"]);
    assert.deepEqual(read(text, "lock_health_link_part_mark"), ["round_trip 6", "signal 10"]);
  });

  test("a name with everything in it comes back as it was", () => {
    const name = 'Großmutters "Tür" \\ hinten\nlinks 🔒 {a="b"}';
    const text = openMetrics(input([["a", health(HEALTHY, name)]]));
    assert.equal(parse(text).get("lock_health_verdict")!.samples[0]!.labels["lock"], name);
  });

  test("nothing but name and id tells of the household", () => {
    const text = openMetrics(input([["a", health({ ...HEALTHY, battery_type: "864297", jam_flag: true })]]));
    assert.doesNotMatch(text, /864297|lock\.front_door/);
  });
});

describe("the figures of the bridge", () => {
  test("connections, memory, dropped events; no lock is no trouble", () => {
    const text = openMetrics(input([]));
    assert.deepEqual(
      [...parse(text)].flatMap(([, { name, type, samples }]) => (type === "histogram" ? [] : [`${name} ${samples[0]!.value}`])),
      [
        "lock_health_mqtt_connected 1",
        "lock_health_home_connected 0",
        "lock_health_events_dropped 3",
        "process_resident_memory_bytes 52428800",
      ],
    );
  });

  test("remedies by outcome, and how long they took; a refusal took no time", () => {
    const figures = new Figures();
    figures.remedyEnded("ping", "confirmed", 900);
    figures.remedyEnded("ping", "confirmed", 20_000);
    figures.remedyEnded("ping", "refused", 0);
    figures.remedyEnded("wake", "failed", 9_000_000);
    const text = openMetrics(input([], { figures }));
    assert.deepEqual(read(text, "lock_health_remedies_total"), ["ping confirmed 2", "ping refused 1", "wake failed 1"]);
    assert.deepEqual(read(text, "lock_health_job_duration_seconds_count"), ["ping 2", "wake 1"]);
    assert.deepEqual(read(text, "lock_health_job_duration_seconds_sum"), ["ping 20.9", "wake 9000"]);
    const buckets = read(text, "lock_health_job_duration_seconds_bucket");
    assert.deepEqual(
      buckets.filter((row) => /^ping (1|15|30)\.0 /.test(row)),
      ["ping 1.0 1", "ping 15.0 1", "ping 30.0 2"],
    );
    assert.deepEqual(
      buckets.filter((row) => /^wake (3600\.0|\+Inf) /.test(row)),
      ["wake 3600.0 0", "wake +Inf 1"],
    );
  });

  test("latency; a clock that was set back does not spoil it", () => {
    const figures = new Figures();
    for (const ms of [31.25, 62.5, -1_000, NaN]) figures.published(ms);
    const text = openMetrics(input([], { figures }));
    assert.deepEqual(read(text, "lock_health_publish_latency_seconds_sum"), ["0.09375"]);
    assert.deepEqual(
      read(text, "lock_health_publish_latency_seconds_bucket").filter((row) => /^(0\.005|0\.025|0\.05|0\.1|\+Inf) /.test(row)),
      ["0.005 2", "0.025 2", "0.05 3", "0.1 4", "+Inf 4"],
    );
  });
});

test("the parser of this test is strict", () => {
  const good = everything();
  parse(good);
  for (const [what, spoil] of [
    ["no end", (text: string) => text.replace("# EOF\n", "")],
    ["a quote", (text: string) => text.replace("Front Door", 'Front "Door')],
    ["a counter without _total", (text: string) => text.replaceAll("remedies_total", "remedies")],
    ["a sample twice", (text: string) => text.replace("# EOF", 'process_resident_memory_bytes{home="cabin"} 1\n# EOF')],
    ["a bucket too few", (text: string) => text.replace(/^.*le="\+Inf".*\n/m, "")],
    ["a unit that the name has not", (text: string) => text.replace("_bytes bytes", "_bytes octets")],
  ] as const)
    assert.throws(() => parse(spoil(good)), /./, what);
});

describe("the Grafana dashboard", () => {
  interface Dashboard {
    readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
    readonly panels: readonly {
      readonly id: number;
      readonly title: string;
      readonly targets: readonly { readonly expr: string }[];
      readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
    }[];
  }
  const path = new URL("../../docs/bridge/grafana-dashboard.json", import.meta.url);
  const dashboard = JSON.parse(readFileSync(path, "utf8")) as Dashboard;
  const asked = [
    ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ...dashboard.templating.list.flatMap(({ definition }) => definition ?? []),
  ];
  const named = (name: RegExp) => asked.flatMap((expr) => [...expr.matchAll(name)].map(([all]) => all));

  test("asks for metrics that exist", () => {
    const there = new Set([...parse(everything()).values()].flatMap(({ samples }) => samples.map(({ name }) => name)));
    const names = named(/\b(lock_health|process)_\w+\b/g);
    assert.ok(names.length > 15);
    // The label of a state set is called as its metric is.
    assert.deepEqual(
      names.filter((name) => !there.has(name)),
      [],
    );
  });

  test("shows every metric", () => {
    const names = named(/\b(lock_health|process)_\w+\b/g).map((name) => name.replace(/_(bucket|total|sum|count)$/, ""));
    assert.deepEqual(
      [...parse(everything()).keys()].filter((name) => !names.includes(name)),
      [],
    );
  });

  test("chooses by labels that exist", () => {
    const labels = new Set(
      [...parse(everything()).values()].flatMap(({ samples }) => samples.flatMap((each) => Object.keys(each.labels))),
    );
    const used = named(/\b\w+(?==~?")/g);
    assert.ok(used.length > 10);
    assert.deepEqual(
      used.filter((label) => !labels.has(label)),
      [],
    );
  });

  test("can be narrowed to a home and a lock", () => {
    assert.deepEqual(
      dashboard.templating.list.map(({ name }) => name),
      ["datasource", "home", "lock"],
    );
    for (const expr of asked.filter((each) => !each.startsWith("label_values"))) assert.match(expr, /home=~"\$home"/);
  });

  test("has panels that do not overlap, each with an id of its own", () => {
    const { panels } = dashboard;
    assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
    );
    assert.equal(new Set(cells).size, cells.length);
    assert.ok(panels.every(({ gridPos: { x, w } }) => x + w <= 24));
  });
});

describe("over HTTP", () => {
  const rows: readonly (readonly [method: string, path: string, status: number, type: string, body: RegExp])[] = [
    ["GET", "/metrics", 200, OPENMETRICS, /# EOF\n$/],
    ["GET", "/metrics?x=1", 200, OPENMETRICS, /# EOF\n$/],
    ["GET", "/health", 200, "application/json", /^\{"ok":true,"reasons":\[\]\}\n$/],
    ["GET", "/", 404, "text/plain; charset=utf-8", /\/metrics/],
    ["GET", "/metrics/..%2f", 404, "text/plain; charset=utf-8", /\/metrics/],
    ["POST", "/metrics", 405, "text/plain; charset=utf-8", /GET/],
    ["HEAD", "/health", 405, "text/plain; charset=utf-8", /^$/],
    ["DELETE", "/nothing", 405, "text/plain; charset=utf-8", /GET/],
  ];
  test("answers what it has, and nothing else", async () => {
    const served = await serve({
      port: 0,
      host: "127.0.0.1",
      metrics: () => openMetrics(input([])),
      health: () => ({ ok: true, reasons: [] }),
    });
    try {
      for (const [method, path, status, type, body] of rows) {
        const response = await fetch(`http://127.0.0.1:${served.port}${path}`, { method });
        assert.equal(response.status, status, `${method} ${path}`);
        assert.equal(response.headers.get("content-type"), type, `${method} ${path}`);
        assert.match(await response.text(), body, `${method} ${path}`);
      }
    } finally {
      await served.close();
    }
    await assert.rejects(fetch(`http://127.0.0.1:${served.port}/health`));
  });

  test("says when it is not well, and keeps to itself what went wrong inside", async () => {
    const served = await serve({
      port: 0,
      host: "127.0.0.1",
      metrics: () => {
        throw new Error("secret");
      },
      health: () => ({ ok: false, reasons: ["The broker is away."] }),
    });
    try {
      const health = await fetch(`http://127.0.0.1:${served.port}/health`);
      assert.equal(health.status, 503);
      assert.deepEqual(await health.json(), { ok: false, reasons: ["The broker is away."] });
      const metrics = await fetch(`http://127.0.0.1:${served.port}/metrics`);
      assert.equal(metrics.status, 500);
      assert.doesNotMatch(await metrics.text(), /secret/);
    } finally {
      await served.close();
    }
  });

  test("a port that is taken is said to be, with what to change", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    const options = { port, host: "127.0.0.1", metrics: () => "", health: () => ({ ok: true, reasons: [] }) };
    await assert.rejects(
      serve(options),
      (error: Error) => error.message.includes(`127.0.0.1:${port}`) && /http\.port/.test(error.message),
    );
    await new Promise((resolve) => other.close(resolve));
  });
});
