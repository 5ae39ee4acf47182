import { spawn } from "node:child_process";
import { constants } from "node:os";
import { root } from "./root.mjs";

/** Exit status of a child, by a shell's convention when a signal ended it. */
function exitStatus(code, signal) {
  return code ?? 128 + (constants.signals[signal] ?? 0);
}

/**
 * Runs a program in the project's folder on this terminal, hands signals on to it, and resolves with its exit status.
 * `aside`: what it prints is for the person only and goes to the standard error.
 */
export function runForwarding(program, args, { env = process.env, cwd = root, shell = false, aside = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, shell, stdio: aside ? ["ignore", 2, 2] : "inherit" });
    // A terminal sends its interrupt to the whole group: swallowing ours lets the child clean up and decide.
    const forward = { SIGINT: () => {}, SIGTERM: () => child.kill("SIGTERM"), SIGHUP: () => child.kill("SIGHUP") };
    for (const [signal, handler] of Object.entries(forward)) process.on(signal, handler);
    const release = () => Object.entries(forward).forEach(([signal, handler]) => process.off(signal, handler));
    child.on("error", (error) => (release(), reject(error)));
    child.on("close", (code, signal) => (release(), resolve(exitStatus(code, signal))));
  });
}

/** Moves of the cursor, which a test runner makes even where there is no terminal. Colours stay. */
// eslint-disable-next-line no-control-regex -- an escape sequence begins with that character
const CURSOR = /\n*\u001b\[\d*[A-HJK]/g;

/** Runs a program, shows what it prints as it comes, and resolves with that text and its exit status. */
export function runReading(program, args, { env = process.env, cwd = root } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      const plain = chunk.replace(CURSOR, "");
      text += plain;
      process.stdout.write(plain);
    });
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ text, status: exitStatus(code, signal) }));
  });
}

/** Runs a program silently and resolves with all it printed and its exit status. */
export function runQuietly(program, args, { env = process.env, cwd = root } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (chunk) => (text += chunk));
    child.on("error", (error) => resolve({ text: error.message, status: 127 }));
    child.on("close", (code, signal) => resolve({ text, status: exitStatus(code, signal) }));
  });
}
