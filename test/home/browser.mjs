// Chromium on a running home, signed in as one of its users. One browser serves a run; every page has a context of its own.
import fs from "node:fs";
import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--force-color-profile=srgb",
];
const CANDIDATES = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export const chromiumPath = () => CANDIDATES.find((file) => file && fs.existsSync(file));

export async function startBrowser() {
  return chromium.launch({
    executablePath: chromiumPath(),
    args: FLAGS,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

/** Everything that went wrong in a page, with where it came from. */
function watch(page) {
  page.problems = [];
  page.on("pageerror", (error) =>
    page.problems.push({ kind: "page error", text: `${error?.message ?? error}`, where: `${error?.stack ?? ""}` }),
  );
  page.on("console", (message) => {
    if (message.type() === "error") page.problems.push({ kind: "console", text: message.text(), where: message.location().url });
  });
  page.said = [];
  page.on("console", (message) => page.said.push(message.text()));
}

/** Problems that come from the card: told by its file in the address or the stack, or by its name in the words. */
export const ownProblems = (page) =>
  page.problems.filter(({ text, where }) => /lock-health/.test(`${text} ${where}`)).map(({ kind, text }) => `${kind}: ${text}`);

/** Opens a page of the home; `user` is "tablet" (a plain user, touch screen) or "admin". */
export async function openPage(browser, home, { path, user = "tablet", size = "1280x800", dark = false, locale = "en-GB" }) {
  const [width, height] = size.split("x").map(Number);
  const context = await browser.newContext({
    viewport: { width, height },
    locale,
    timezoneId: "Europe/Amsterdam",
    hasTouch: user === "tablet",
    colorScheme: dark ? "dark" : "light",
  });
  await context.addInitScript(
    ([url, token]) => {
      const tokens = {
        hassUrl: url,
        clientId: `${url}/`,
        access_token: token,
        refresh_token: "",
        token_type: "Bearer",
        expires_in: 1e8,
        expires: Date.now() + 1e11,
      };
      localStorage.setItem("hassTokens", JSON.stringify(tokens));
      localStorage.setItem("dockedSidebar", JSON.stringify("always_hidden")); // as on a wall tablet
    },
    [home.url, home[user].token],
  );
  const page = await context.newPage();
  watch(page);
  await page.goto(home.url + path, { waitUntil: "domcontentloaded" });
  return page;
}

const SIZES = { tablet: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

/** Four pictures of a page: tablet and phone, light and dark. Afterwards it is as before. */
export async function takePictures(page, folder, name) {
  fs.mkdirSync(folder, { recursive: true });
  const before = page.viewportSize();
  const files = [];
  for (const [device, size] of Object.entries(SIZES))
    for (const colorScheme of ["light", "dark"]) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(600); // Home Assistant lays its sidebar and columns out anew
      const file = `${folder}/${name}-${device}-${colorScheme}.png`;
      await page.screenshot({ path: file });
      files.push(file);
    }
  await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: "light" });
  return files;
}
