import { ALL, readChoices, writeChoices } from "./page/choices.ts";
import type { Choices } from "./page/choices.ts";
import { make, nameOf } from "./page/dom.ts";
import { LiveHome, connectProblem } from "./page/live-home.ts";
import type { LiveHass } from "./page/live-home.ts";
import { LookPanel } from "./page/look.ts";
import { Stage } from "./page/stage.ts";
import { MoreInfo, defineElements, listen } from "./page/surroundings.ts";

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}.`);
  return found;
}

/** The page on somebody's own home: the same card, and nothing to steer. */
async function start(): Promise<void> {
  defineElements();
  element("steering").remove();
  document.querySelector("summary")?.replaceChildren("How you look at it");
  const what = element("what");
  const stage = new Stage(element("stage"));
  const moreInfo = new MoreInfo(element("more-info") as HTMLDialogElement);
  let choices: Choices = readChoices(location.hash);
  let hass: LiveHass | undefined;
  let home: LiveHome | undefined;
  let panel: LookPanel | undefined;

  const look = () => {
    document.documentElement.toggleAttribute("data-dark", choices.dark);
    home?.look(choices);
    if (hass) stage.show(choices, hass);
  };
  const choose = (change: Partial<Choices>) => {
    choices = { ...choices, ...change };
    history.replaceState(null, "", location.pathname + writeChoices(choices));
    look();
  };
  /** The panel names the home's locks, so that it comes with them. */
  const offer = (now: LiveHass) => {
    if (panel) return;
    const locks = Object.values(now.states)
      .filter(({ entity_id: id }) => id.startsWith("lock."))
      .map((state): [string, string] => [state.entity_id, nameOf(state)]);
    panel = new LookPanel(element("look"), choices, [[ALL, "All locks"], ...locks], choose, { live: true });
  };

  listen(
    moreInfo,
    () => hass,
    () => writeChoices(choices),
  );
  window.addEventListener("hashchange", () => {
    choices = readChoices(location.hash);
    panel?.use(choices);
    look();
  });
  look();
  if (!(await stage.load())) return;
  try {
    const facts = (await (await fetch("/live.json")).json()) as { home: string; allowFixes: boolean };
    what.textContent = `Your home at ${facts.home}. ${facts.allowFixes ? "Fixes act on it." : "Reading only: fixes are refused."}`;
    home = await LiveHome.open(location.origin, (now) => {
      hass = now;
      offer(now);
      stage.show(choices, now);
      moreInfo.update(now);
    });
    look();
  } catch (error) {
    const words = make("p", { className: "notice", attributes: { role: "alert" } }, connectProblem(error));
    element("stage").replaceChildren(words);
  }
}

void start();
