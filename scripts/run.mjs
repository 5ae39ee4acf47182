/**
 * Starts a task: installs what it lacks, then runs it with Node 24. Works on a machine with only Node ≥ 20 and a network,
 * so nothing here may come from a package.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { installPackages } from "./lib/install.mjs";
import { modernNode } from "./lib/modern-node.mjs";
import { root } from "./lib/root.mjs";
import { runForwarding } from "./lib/spawn.mjs";
import { listTasks, tasks } from "./tasks.mjs";

function stop(sentence) {
  console.error(sentence);
  process.exit(2);
}

const [name = "", ...args] = process.argv.slice(2);
const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
if (!task) stop(`${name ? `There is no task "${name}".` : "Which task?"} There are:\n${listTasks()}`);
if (!existsSync(join(root, task.script))) stop(`The task "${name}" is not here yet: ${task.script} is missing.`);

try {
  await installPackages();
  const node = await modernNode();
  const cwd = task.fromHere ? (process.env.INIT_CWD ?? process.cwd()) : root;
  process.exitCode = await runForwarding(node.path, [join(root, task.script), ...args], { env: node.env, cwd });
} catch (error) {
  stop(`npm run ${name}: ${error.message}`);
}
