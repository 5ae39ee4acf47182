// Counts checks; each names what it proves.
let passed = 0;
const failures = [];

// an event awaited by a check that failed for another reason must not end the run
process.on("unhandledRejection", (error) => console.log(`     (${error.message})`));

export async function check(name, body) {
  const started = Date.now();
  try {
    const detail = await body();
    passed++;
    console.log(
      `ok   ${name} (${Date.now() - started} ms)${detail === undefined ? "" : ` ${typeof detail === "string" ? detail : JSON.stringify(detail)}`}`,
    );
  } catch (error) {
    failures.push(name);
    console.log(`FAIL ${name} (${Date.now() - started} ms): ${error.message}`);
  }
}

export function report() {
  console.log(`CHECKS ${passed} ${failures.length}`);
  process.exit(failures.length ? 1 : 0);
}

export async function steer(base, path, body) {
  const response = await fetch(`${base}${path}`, body === undefined ? undefined : { method: "POST", body: JSON.stringify(body) });
  const reply = await response.json();
  if (!response.ok) throw new Error(`${path}: ${reply.error}`);
  return reply;
}
