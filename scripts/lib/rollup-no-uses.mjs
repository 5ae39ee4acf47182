/**
 * Leaves out of the bundle which facts a check may look at besides those it needs: types and tests read that, nothing in a
 * browser does, and it is a hundred bytes of the entry.
 */
export function withoutUses() {
  return {
    name: "without-uses",
    transform(code, id) {
      if (!/\/src\/core\/checks\/[^/]+\/[^/]+\.ts$/.test(id)) return null;
      return { code: code.replace(/\buses: \[[^\]]*\],/, ""), map: null };
    },
  };
}
