import { known } from "../../core/fact.ts";
import { time } from "../home.ts";
import type { Companion } from "../adapter.ts";
import { factSet } from "../shared/facts.ts";

/** Issues by which integrations say that their server is too old for Home Assistant (zwave_js and matter, `__init__.py`). */
const TOO_OLD = new Set(["zwave_js invalid_server_version", "matter server_version_version_too_old"]);

/** Parts of the way to a lock that are too old for the rest, as Home Assistant's own list of issues has them for everybody. */
export const outdated: Companion = {
  id: "outdated",
  read({ entry, home }) {
    const issue = home.issues?.find(({ domain, issue_id: id }) => domain === entry?.domain && TOO_OLD.has(`${domain} ${id}`));
    return factSet({ outdated_part: issue && known("server", { at: time(issue.created) }) });
  },
  plans: {},
};
