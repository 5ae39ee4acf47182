import { fileURLToPath } from "node:url";
import { esbuildPlugin } from "@web/dev-server-esbuild";
import { a11ySnapshotPlugin } from "@web/test-runner-commands/plugins";
import { chromeLauncher } from "@web/test-runner-chrome";
import { countingReporter } from "./scripts/lib/browser-reporter.mjs";
import { CHROMIUM_ARGS, chromium } from "./scripts/lib/chromium.mjs";

export default {
  files: ["test/card/**/*.test.ts", "test/replay/**/*.wtr.ts"],
  nodeResolve: true,
  plugins: [
    a11ySnapshotPlugin(),
    esbuildPlugin({ ts: true, tsconfig: fileURLToPath(new URL("tsconfig.json", import.meta.url)) }),
  ],
  browsers: [chromeLauncher({ launchOptions: { executablePath: await chromium(), args: CHROMIUM_ARGS } })],
  // Two pages at once stay responsive on the two cores of a common build machine.
  concurrency: 2,
  testFramework: { config: { timeout: "10000" } },
  reporters: [countingReporter()],
  staticLogging: true,
};
