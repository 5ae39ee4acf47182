import { demoHome } from "./demo-home.ts";
import { ALL, readChoices, writeChoices } from "./page/choices.ts";
import type { Choices } from "./page/choices.ts";
import { action, make } from "./page/dom.ts";
import { LookPanel } from "./page/look.ts";
import { Stage } from "./page/stage.ts";
import { SteeringPanel } from "./page/steering.ts";
import { MoreInfo, defineElements, listen, toast } from "./page/surroundings.ts";
import type { SimHome } from "./sim-home.ts";
import type { Clock } from "./sim/types.ts";

declare global {
  interface Window {
    /** The simulated home, for tests and for the curious. */
    home: SimHome;
  }
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}.`);
  return found;
}

/** Waits shrink with the speed; the time of day stays the real one, so that nothing the home reports is from tomorrow. */
class DemoClock implements Clock {
  speed = 1;

  now(): number {
    return Date.now();
  }

  after(ms: number, callback: () => void): () => void {
    const timer = setTimeout(callback, ms / this.speed);
    return () => clearTimeout(timer);
  }
}

async function start(): Promise<void> {
  defineElements();
  const clock = new DemoClock();
  const stage = new Stage(element("stage"));
  const moreInfo = new MoreInfo(element("more-info") as HTMLDialogElement);
  let choices: Choices = readChoices(location.hash);
  let stopLife = () => {};

  const look = () => {
    const { home } = window;
    clock.speed = choices.speed;
    home.setUser(choices.user);
    home.setLanguage(choices.lang);
    home.setDark(choices.dark);
    document.documentElement.toggleAttribute("data-dark", choices.dark);
    steering.pick(choices.show);
    stage.show(choices, home.hass);
  };
  const choose = (change: Partial<Choices>) => {
    choices = { ...choices, ...change };
    history.replaceState(null, "", location.pathname + writeChoices(choices));
    look();
  };
  const begin = () => {
    stopLife();
    const home = demoHome(clock);
    window.home = home;
    home.onHass((hass) => {
      stage.show(choices, hass);
      moreInfo.update(hass);
      steering.update();
    });
    home.onToast((message) => toast(message));
    // What is left for the administrator is no part of `hass`.
    home.store.onChange(({ kind }) => {
      if (kind === "notifications" || kind === "todo") steering.update();
    });
    stopLife = home.others.live();
    return home;
  };
  const reset = () => {
    stage.clear();
    steering.use(begin());
    look();
    toast("The home is as it was at the beginning.");
  };

  const steering = new SteeringPanel(element("steering"), begin());
  const locks = window.home.locks.map(({ entityId, title }): [string, string] => [entityId, title]);
  const panel = new LookPanel(element("look"), choices, [[ALL, "All locks"], ...locks], choose);
  panel.append(make("div", { className: "buttons" }, action("Begin anew", reset)));
  listen(
    moreInfo,
    () => window.home.hass,
    () => writeChoices(choices),
  );
  window.addEventListener("hashchange", () => {
    choices = readChoices(location.hash);
    panel.use(choices);
    look();
  });
  look();
  if (await stage.load()) look();
}

void start();
