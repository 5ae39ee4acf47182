// The programs that a run starts. Each prints `READY …` once it can be used, and all of them end with the run:
// in order when it ends well, by `exit` when it does not, and by the kernel (setpriv) when it is killed outright.
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const running = new Set();
/** `setpriv` makes a program end with its parent; where there is none (not Linux), `exit` below has to do. */
const TIED = spawnSync("setpriv", ["--version"]).status === 0 ? ["setpriv", "--pdeathsig", "TERM"] : [];

process.on("exit", () => {
  for (const part of running) part.kill("SIGTERM");
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.once(signal, async () => {
    await endAll();
    process.exit(130);
  });

export class Part {
  #process;
  #ended;

  /** `ready`: what its output must contain before it counts as started; with null it counts at once. */
  constructor(name, command, { env = {}, cwd, log, ready = /^READY .*$/m, within = 60_000 } = {}) {
    Object.assign(this, { name, command, env, cwd, log, ready, within });
  }

  get running() {
    return this.#process !== undefined;
  }

  get pid() {
    return this.#process?.pid;
  }

  async start() {
    if (this.running) return;
    fs.mkdirSync(path.dirname(this.log), { recursive: true });
    const output = fs.openSync(this.log, "a");
    const from = fs.fstatSync(output).size;
    const [file, ...args] = [...TIED, ...this.command];
    const child = spawn(file, args, { cwd: this.cwd, env: { ...process.env, ...this.env }, stdio: ["ignore", output, output] });
    fs.closeSync(output);
    this.#process = child;
    running.add(this);
    this.#ended = new Promise((resolve) => {
      const done = () => {
        if (this.#process === child) this.#process = undefined;
        running.delete(this);
        resolve();
      };
      child.once("exit", done);
      child.once("error", done);
    });
    for (const end = Date.now() + this.within; this.ready && !this.ready.test(this.#written(from)); await wait(50)) {
      if (!this.running)
        throw new Error(
          `${this.name} ended at once: ${this.#written(from).trim().split("\n").slice(-3).join(" | ")} (${this.log})`,
        );
      if (Date.now() > end) throw new Error(`${this.name} is not ready after ${this.within / 1000} s: ${this.log}`);
    }
  }

  async stop() {
    if (!this.running) return;
    this.kill("SIGTERM");
    const gone = await Promise.race([this.#ended.then(() => true), wait(20_000, false, { ref: false })]);
    if (!gone) this.kill("SIGKILL");
    await this.#ended;
  }

  kill(signal) {
    this.#process?.kill(signal);
  }

  #written(from) {
    return fs.readFileSync(this.log).subarray(from).toString();
  }
}

/** Ends everything that still runs, the last started first. */
export async function endAll() {
  for (const part of [...running].reverse()) await part.stop();
}

/** Runs a program to its end; its output is in the error when it fails. */
export function run(command, { cwd, env = {}, show = false } = {}) {
  const [file, ...args] = command;
  const { status, error, stdout, stderr } = spawnSync(file, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: "utf8",
    stdio: show ? "inherit" : "pipe",
  });
  if (status !== 0)
    throw new Error(`${command.join(" ")}: ${error?.message ?? (`${stderr ?? ""}`.trim() || `ended with ${status}`)}`);
  return stdout;
}
